using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Services.Campaigns;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>The items of a campaign that some persons have places in, as recorded now; those of applications outside the token's scope left out.</summary>
internal sealed class OwnItems(ReviewRead read, CampaignRecord campaign, ImmutableArray<PersonId> persons, CallerPrincipal caller)
{
    /// <summary>Items that a request lists, each once.</summary>
    /// <exception cref="Requests.DeniedException">One of them is of an application outside the token's scope.</exception>
    public IEnumerable<ItemNumber> Listed(IEnumerable<int> numbers)
    {
        foreach (var number in numbers.Distinct())
        {
            var item = read.Item(campaign.Id, number);
            caller.RequireScope(item.Frozen.Application, "items");
            yield return item.Number;
        }
    }

    /// <summary>What is answered and not signed off.</summary>
    public IEnumerable<ItemNumber> Answered() => Pages([WorkState.Answered]).SelectMany(p => p).Select(i => i.Number);

    /// <summary>What was signed off, in whichever stage is the last of each item: for a campaign that is over, whose work lists are empty.</summary>
    public IEnumerable<ItemNumber> SignedOff() => Enumerable.Range(0, ReviewPartId.CountFor(campaign.Population?.Items ?? 0))
        .SelectMany(n => read.Reviews.Part(new(campaign.Id, n))).Where(i => caller.Reaches(i.Frozen.Application) && i.PlaceOf(persons) is { SignedOff: true })
        .Select(i => i.Number);

    public long CountOpen() => Pages([WorkState.Open]).Sum(p => (long)p.Count);

    /// <summary>In the order of work lists, page by page.</summary>
    public IEnumerable<IReadOnlyList<ItemRecord>> Pages(ImmutableArray<WorkState> states)
    {
        WorkPlace? after = null;
        do
        {
            var page = read.Reviews.WorkList(persons, campaign.Id, after, ReviewReader.MaxPage, i =>
                caller.Reaches(i.Frozen.Application) && states.Contains(WorkItems.StateOf(i.PlaceOf(persons))));
            yield return page.Items;
            after = page.StoppedAfter;
        }
        while (after is not null);
    }
}
