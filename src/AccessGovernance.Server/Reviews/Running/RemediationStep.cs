using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Opens a case for every item whose access is to go or to change, carries out those of campaigns that remediate by themselves, and looks what
/// target systems report of the others. That access is gone is never concluded from what was carried out here. What failed is tried again, some
/// times and ever more seldom; what was excepted once the exception is over. A campaign that is cancelled stops with the part that it is in.
/// </summary>
internal sealed class RemediationStep(
    ReviewReader reviews, ItemFinding finding, Removals removals, Proofs proofs, StepNotes notes, CampaignCommands commands)
{
    /// <summary>Between two looks at cases that wait, while nothing else tells that one of them may wait for something else now.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    // Cases that wait for their time: how many when they were looked at, and when to look again.
    private const string Waiting = "waiting cases";

    // When the first of them is due.
    private const string Due = "case due";

    /// <summary>When a case that failed is to be tried again, or an exception ends; null when nothing is due by time alone.</summary>
    public Instant? NextDue(CampaignRecord campaign) =>
        IsAutomated(campaign) && notes.Again(campaign.Id, Due) is { IsForever: false } due ? due : null;

    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Run(CampaignRecord campaign) =>
        (HasWork(campaign) && await Work(campaign)) || (campaign.Counts.Cases.Count > 0 && await proofs.Look(campaign));

    private async Task<bool> Work(CampaignRecord campaign)
    {
        var recorded = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
        await Parallel.ForAsync(0, ReviewPartId.CountFor(campaign.Population!.Items), parallel, async (number, _) =>
        {
            var part = new ReviewPartId(campaign.Id, number);
            // It may have been cancelled since: what is not carried out by then stays as it is.
            await commands.ReviewsReached();
            if (reviews.Campaign(campaign.Id)!.Status is not (CampaignStatus.Remediation or CampaignStatus.SignedOff))
                return;
            if (await Open(campaign, part) | await CarryOut(campaign, part))
                Interlocked.Increment(ref recorded);
        });
        Note(campaign);
        return recorded > 0;
    }

    private void Note(CampaignRecord campaign)
    {
        var waiting = WaitingCases.Of(campaign);
        if (waiting == default)
        {
            notes.Forget(campaign.Id, Waiting);
            notes.Forget(campaign.Id, Due);
            return;
        }
        var due = Instant.Forever;
        for (var number = 0; number < ReviewPartId.CountFor(campaign.Population!.Items); number++)
        {
            foreach (var item in reviews.Part(new(campaign.Id, number)))
            {
                if (item.Case is { IsGivenUp: false } open && TimeOf(open) is { } at)
                    due = Instant.Min(due, at);
            }
        }
        notes.Rest(campaign.Id, Due, 0, due);
        notes.Rest(campaign.Id, Waiting, waiting, Instant.Min(due, commands.Now.Plus(Pause)));
    }

    private static Instant? TimeOf(CaseRecord open) => open.State switch
    {
        CaseState.Failed => open.RetryAt,
        CaseState.Excepted => open.ExceptedUntil,
        _ => null,
    };

    private bool HasWork(CampaignRecord campaign) => campaign.Counts.CasesMissing > 0
        || (IsAutomated(campaign) && (campaign.Counts.Cases.GetValueOrDefault(CaseState.Requested) > 0 || IsAnyDue(campaign)));

    private bool IsAnyDue(CampaignRecord campaign) => WaitingCases.Of(campaign) is var waiting && waiting != default
        && !notes.Rests(campaign.Id, Waiting, waiting, commands.Now);

    private static bool IsAutomated(CampaignRecord campaign) => campaign.Basis.Settings.Remediation.Mode == RemediationMode.Automated;

    private bool IsToDo(CaseRecord open) => !open.IsGivenUp
        && (open.State is CaseState.Requested or CaseState.Reappeared or CaseState.Retained || TimeOf(open) <= commands.Now);

    private static RemediationAction? ActionOf(OutcomeKind outcome) => outcome switch
    {
        OutcomeKind.Revoked => RemediationAction.Revoke,
        OutcomeKind.Suspended => RemediationAction.Suspend,
        OutcomeKind.Modified => RemediationAction.Modify,
        _ => null,
    };

    private async Task<bool> Open(CampaignRecord campaign, ReviewPartId part)
    {
        var days = campaign.Basis.Settings.Remediation.SlaDays;
        var requests = reviews.Part(part)
            .Where(i => i.IsFinished && i.Case is null && ActionOf(i.Outcome.Kind) is not null)
            .Select(i => Request(campaign, i, new RequestRemediation(ActionOf(i.Outcome.Kind)!.Value, days))).ToImmutableArray();
        return await Record(part, requests, "open-cases", "");
    }

    private async Task<bool> CarryOut(CampaignRecord campaign, ReviewPartId part)
    {
        if (!IsAutomated(campaign))
            return false;
        var basis = (await commands.ReviewsReached()).ToString();
        var requests = ImmutableArray.CreateBuilder<CaseRequest>();
        foreach (var item in reviews.Part(part))
        {
            if (item.Case is { } open && IsToDo(open) && await removals.CarryOut(campaign, item) is { } done)
                requests.Add(Request(campaign, item, done));
        }
        return await Record(part, requests.DrainToImmutable(), "carry-out", basis);
    }

    private async Task<bool> Record(ReviewPartId part, ImmutableArray<CaseRequest> requests, string purpose, string basis)
    {
        if (requests.IsEmpty)
            return false;
        var outcome = await commands.Remediate(part, requests, purpose, basis);
        return outcome.Results.Any(r => r.Kind == ItemResultKind.Recorded);
    }

    private CaseRequest Request(CampaignRecord campaign, ItemRecord item, RemediationCommand command) =>
        new(item.Number, command, finding.SubjectsSince(campaign, item));

    /// <summary>Cases that are open, or will be, and that nothing but time or a report moves.</summary>
    private readonly record struct WaitingCases(int Failed, int Excepted, int Reappeared, int Retained)
    {
        public static WaitingCases Of(CampaignRecord campaign) => new(campaign.Counts.Cases.GetValueOrDefault(CaseState.Failed),
            campaign.Counts.Cases.GetValueOrDefault(CaseState.Excepted), campaign.Counts.Cases.GetValueOrDefault(CaseState.Reappeared),
            campaign.Counts.Cases.GetValueOrDefault(CaseState.Retained));
    }
}
