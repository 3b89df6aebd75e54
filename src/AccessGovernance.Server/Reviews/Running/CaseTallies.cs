using System.Runtime.InteropServices;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>Cases of one application that have a moment in common.</summary>
/// <param name="Due">By when the last of them is to be gone.</param>
internal readonly record struct CaseTally(AppId Application, Instant At, long Cases, Instant Due);

/// <summary>Counts cases for those who are to be told of them, and says who that is.</summary>
internal sealed class CaseTallies(ReviewReader reviews, DirectoryReader directory)
{
    /// <summary>Looks at all items of a campaign once.</summary>
    /// <param name="at">The moment by which a case is counted, beside its application; null for one that does not count.</param>
    /// <returns>In the order of applications, then of moments.</returns>
    public IReadOnlyList<CaseTally> Of(CampaignRecord campaign, Func<ItemRecord, CaseRecord, Instant?> at)
    {
        var found = new Dictionary<(AppId, Instant), (long Cases, Instant Due)>();
        for (var number = 0; number < ReviewPartId.CountFor(campaign.Population!.Items); number++)
        {
            foreach (var item in reviews.Part(new(campaign.Id, number)))
            {
                if (item.Case is not { } open || at(item, open) is not { } moment)
                    continue;
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(found, (item.Frozen.Application, moment), out _);
                known = (known.Cases + 1, Instant.Max(known.Due, open.DueAt));
            }
        }
        return [.. found.Select(f => new CaseTally(f.Key.Item1, f.Key.Item2, f.Value.Cases, f.Value.Due))
            .OrderBy(t => t.Application.Value, StringComparer.Ordinal).ThenBy(t => t.At)];
    }

    /// <summary>The owner of the application, else of the campaign.</summary>
    public PersonId OwnerOf(CampaignRecord campaign, AppId application) => directory.Application(application)?.Owner ?? campaign.Basis.Settings.Owner;
}
