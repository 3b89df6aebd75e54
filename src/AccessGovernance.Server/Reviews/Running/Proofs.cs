using System.Collections.Concurrent;
using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Looks in the complete reports of target systems for access that is to be gone: there it is proven absent, and there it is found again. Only
/// reports newer than the decision, and than what was found before, say anything.
/// </summary>
internal sealed class Proofs(ReviewReader reviews, HistoryReader history, ItemFinding finding, CampaignCommands commands)
{
    // Up to where reports were looked at; another process looks at all of them once more.
    private readonly ConcurrentDictionary<CampaignId, long> seen = [];

    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Look(CampaignRecord campaign)
    {
        await commands.ReadModelsReached();
        var reading = history.Latest;
        var reported = history.ReportsCompletedAfter(seen.GetValueOrDefault(campaign.Id), reading).Select(r => r.Application).ToHashSet();
        reported.IntersectWith(campaign.Population!.Counts.Select(c => c.Application));
        var recorded = 0;
        if (reported.Count > 0)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
            await Parallel.ForAsync(0, ReviewPartId.CountFor(campaign.Population.Items), parallel, async (number, _) =>
            {
                if (await Look(campaign, new(campaign.Id, number), reported, reading))
                    Interlocked.Increment(ref recorded);
            });
        }
        seen[campaign.Id] = reading.Position;
        return recorded > 0;
    }

    private async Task<bool> Look(CampaignRecord campaign, ReviewPartId part, HashSet<AppId> reported, Reading reading)
    {
        var requests = reviews.Part(part).Where(i => i.Case is { Action: not RemediationAction.Modify } && reported.Contains(i.Frozen.Application))
            .Select(i => (Item: i, Found: Find(i, reading))).Where(f => f.Found is not null)
            .Select(f => new CaseRequest(f.Item.Number, f.Found!, finding.SubjectsSince(campaign, f.Item))).ToImmutableArray();
        if (requests.IsEmpty)
            return false;
        var done = await commands.Remediate(part, requests, "observe", reading.Position.ToString());
        return done.Results.Any(r => r.Kind == ItemResultKind.Recorded);
    }

    private ObserveAccess? Find(ItemRecord item, Reading reading)
    {
        var frozen = item.Frozen;
        var newerThan = Instant.Max(item.Case!.RequestedAt, item.Case.ObservedAt ?? default);
        var presence = UnownedLogin.Is(frozen.Identity)
            ? history.PresenceOfAccount(frozen.Application, finding.AccountOf(frozen.Identity, commands.Now), frozen.Entitlement, newerThan, reading)
            : history.PresenceOf(frozen.Application, frozen.Identity, frozen.Entitlement, newerThan, reading);
        return presence is { } found
            ? new ObserveAccess(found.Report.TakenAt, found.Present || found.SeenLater, Complete: true)
            : null;
    }
}
