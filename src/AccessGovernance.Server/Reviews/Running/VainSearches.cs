using System.Collections.Concurrent;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// When a campaign looks for others in the places of who left: at once when somebody else leaves, and again after <see cref="Pause"/> where nobody was
/// found. A look reads everybody and all items, and campaigns are woken ten times a second. One entry for each campaign in which somebody is gone.
/// Thread-safe.
/// </summary>
public sealed class VainSearches
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<CampaignId, Search> searches = [];

    /// <summary>Whether to look now; whoever is told so looks.</summary>
    /// <param name="gone">Who left and still owes answers.</param>
    public bool IsDue(CampaignRecord campaign, IReadOnlyCollection<PersonId> gone, Instant now)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(gone);
        if (gone.Count == 0)
        {
            searches.TryRemove(campaign.Id, out _);
            return false;
        }
        var search = new Search(campaign.Stage, string.Join('\n', gone.Select(p => p.Value).Order(StringComparer.Ordinal)), now);
        if (searches.TryGetValue(campaign.Id, out var before) && before with { At = now } == search && now < before.At.Plus(Pause))
            return false;
        searches[campaign.Id] = search;
        return true;
    }

    /// <summary>Has the next look be due at once: somebody was found, and there may be more to do.</summary>
    public void Forget(CampaignId campaign) => searches.TryRemove(campaign, out _);

    private readonly record struct Search(int Stage, string Gone, Instant At);
}
