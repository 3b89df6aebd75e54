using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Looks in the complete reports of target systems for access that is to be gone: there it is proven absent, and there it is found again. Only
/// reports newer than the decision, and than what was found before, say anything. Nobody proves that access is gone that is their own, nor that of
/// whoever issued a token of theirs: such a case stays as it is until somebody else reports.
/// </summary>
internal sealed class Proofs(
    ReviewReader reviews, HistoryReader history, DirectoryReader directory, ItemFinding finding, StepNotes notes, CampaignCommands commands)
{
    // Up to where reports were looked at; another process looks at all of them once more.
    private const string Seen = "reports seen";

    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Look(CampaignRecord campaign)
    {
        await commands.ReadModelsReached();
        var reading = history.Latest;
        var reported = history.ReportsCompletedAfter(notes.Seen(campaign.Id, Seen) is long before ? before : 0, reading).Select(r => r.Application).ToHashSet();
        reported.IntersectWith(campaign.Population!.Counts.Select(c => c.Application));
        var recorded = 0;
        if (reported.Count > 0)
        {
            var word = new Word(reported.ToDictionary(a => a, a => ReportersOf(a, reading)), reading);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
            await Parallel.ForAsync(0, ReviewPartId.CountFor(campaign.Population.Items), parallel, async (number, _) =>
            {
                if (await Look(campaign, new(campaign.Id, number), word))
                    Interlocked.Increment(ref recorded);
            });
        }
        notes.Rest(campaign.Id, Seen, reading.Position, Instant.Forever);
        return recorded > 0;
    }

    private async Task<bool> Look(CampaignRecord campaign, ReviewPartId part, Word word)
    {
        var requests = reviews.Part(part).Where(i => i.Case is { Action: not RemediationAction.Modify } && word.By.ContainsKey(i.Frozen.Application))
            .Select(i => (Item: i, Since: finding.SubjectsSince(campaign, i)))
            .Select(i => (i.Item, i.Since, Found: Find(i.Item, i.Since, word))).Where(f => f.Found is not null)
            .Select(f => new CaseRequest(f.Item.Number, f.Found!, f.Since)).ToImmutableArray();
        if (requests.IsEmpty)
            return false;
        var done = await commands.Remediate(part, requests, "observe", word.Reading.Position.ToString());
        return done.Results.Any(r => r.Kind == ItemResultKind.Recorded);
    }

    private ObserveAccess? Find(ItemRecord item, ImmutableArray<PersonId> since, Word word)
    {
        var frozen = item.Frozen;
        var newerThan = Instant.Max(item.Case!.RequestedAt, item.Case.ObservedAt ?? default);
        var presence = UnownedLogin.Is(frozen.Identity)
            ? history.PresenceOfAccount(frozen.Application, finding.AccountOf(frozen.Identity, commands.Now), frozen.Entitlement, newerThan, word.Reading)
            : history.PresenceOf(frozen.Application, frozen.Identity, frozen.Entitlement, newerThan, word.Reading);
        if (presence is not { } found)
            return null;
        var isThere = found.Present || found.SeenLater;
        return isThere || !word.By[frozen.Application].Any(r => IsOwn(r, ItemFinding.FactsOf(item, since)))
            ? new ObserveAccess(found.Report.TakenAt, isThere, Complete: true) : null;
    }

    private ActingFor[] ReportersOf(AppId application, Reading reading) =>
        [.. history.ReportersOf(application, reading).Select(r => directory.Behind(new IdentityId(r.Actor), r.TakenAt))];

    private static bool IsOwn(ActingFor reporter, ItemFacts item) =>
        reporter.Identities.Contains(item.Identity) || reporter.Persons.Any(p => item.Subjects.Contains(p));

    /// <summary>What the reports say at a reading, and whose word that is in each application.</summary>
    private sealed record Word(IReadOnlyDictionary<AppId, ActingFor[]> By, Reading Reading);
}
