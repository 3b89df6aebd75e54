using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Tells the owner of each application, else of the campaign, which cases wait for them, where it is fulfilled by hand or they are of accounts of nobody
/// known; what is overdue; and, once for each report that found some, of access that came back without a grant that could be ended. The owner of the
/// campaign is told of cases that failed so often that they are not tried any more.
/// </summary>
internal sealed class RemediationNotices(CaseTallies tallies, DirectoryReader directory, MessageQueue queue, StepNotes notes, CampaignCommands commands)
{
    private const string Overdue = "overdue cases";
    private const string GivenUp = "cases given up";
    private const string Reappeared = "reappeared cases";

    /// <summary>Between two looks for what is given up, while nothing else tells that something may be.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>While as many cases stand open as before: one may have come back as another was proven absent.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);

    /// <summary>When cases become overdue; null when none will.</summary>
    public Instant? NextDue(CampaignRecord campaign) =>
        notes.Again(campaign.Id, Overdue) is { IsForever: false } due && due > commands.Now ? due : null;

    /// <summary>Once every case of the campaign is opened, and what is carried out by itself was tried.</summary>
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Run(CampaignRecord campaign) =>
        await TellBegun(campaign) || await TellGivenUp(campaign) || (await TellOverdue(campaign) | await TellReappeared(campaign));

    private async Task<bool> TellBegun(CampaignRecord campaign)
    {
        if (notes.Again(campaign.Id, Overdue) is not null)
            return false;
        await commands.ReadModelsReached();
        var now = commands.Now;
        var open = tallies.Of(campaign, (_, c) => c.IsEnded(now) ? null : now);
        var byHand = open.Select(t => t.Application).Where(a => directory.Application(a) is null or { Fulfilment: Fulfilment.Manual }).ToHashSet();
        var waiting = tallies.Of(campaign, (i, c) =>
            !c.IsEnded(now) && (UnownedLogin.Is(i.Frozen.Identity) || byHand.Contains(i.Frozen.Application)) ? now : null);
        var told = await queue.Add(campaign.Id, waiting.Select(t => Draft(campaign, MessageKind.Remediation, t, $"{MessageKind.Remediation}")));
        notes.Rest(campaign.Id, Overdue, 0, open.Select(t => t.Due).DefaultIfEmpty(Instant.Forever).Max());
        return told;
    }

    // Once for each application: what comes on top of that is told as overdue.
    private async Task<bool> TellGivenUp(CampaignRecord campaign)
    {
        var (stuck, now) = (CountOf(campaign, CaseState.Failed) + CountOf(campaign, CaseState.Reappeared), commands.Now);
        if (stuck == 0 || notes.Rests(campaign.Id, GivenUp, stuck, now))
            return false;
        var owner = campaign.Basis.Settings.Owner;
        var givenUp = tallies.Of(campaign, (_, c) => c.IsGivenUp ? now : null);
        var told = await queue.Add(campaign.Id, givenUp.Select(t => new MessageDraft(
            DerivedIds.Message(campaign.Id, owner, "given-up", t.Application.Value), MessageKind.Remediation, campaign.Stage, owner,
            new(t.Cases, 0, t.Due, t.Application))));
        notes.Rest(campaign.Id, GivenUp, stuck, givenUp.Sum(t => t.Cases) == stuck ? Instant.Forever : now.Plus(Pause));
        return told;
    }

    private async Task<bool> TellOverdue(CampaignRecord campaign)
    {
        var now = commands.Now;
        if (notes.Rests(campaign.Id, Overdue, 0, now))
            return false;
        var overdue = tallies.Of(campaign, (_, c) => c.IsOverdue(now) ? now : null);
        var told = await queue.Add(campaign.Id, overdue.Select(t => Draft(campaign, MessageKind.Overdue, t, $"{MessageKind.Overdue}")));
        notes.Rest(campaign.Id, Overdue, 0, Instant.Forever);
        return told;
    }

    private async Task<bool> TellReappeared(CampaignRecord campaign)
    {
        var (cases, now) = (CountOf(campaign, CaseState.Reappeared), commands.Now);
        if (cases == 0)
            notes.Forget(campaign.Id, Reappeared);
        if (cases == 0 || notes.Rests(campaign.Id, Reappeared, cases, now))
            return false;
        await commands.ReadModelsReached();
        var back = tallies.Of(campaign, (_, c) => c.State == CaseState.Reappeared ? c.ObservedAt : null);
        var told = await queue.Add(campaign.Id, back.Select(t => Draft(campaign, MessageKind.Remediation, t, "reappeared", $"{t.At}")));
        notes.Rest(campaign.Id, Reappeared, cases, now.Plus(LongPause));
        return told;
    }

    private static int CountOf(CampaignRecord campaign, CaseState state) => campaign.Counts.Cases.GetValueOrDefault(state);

    private MessageDraft Draft(CampaignRecord campaign, MessageKind kind, CaseTally tally, string word, params ReadOnlySpan<string> parts)
    {
        var to = tallies.OwnerOf(campaign, tally.Application);
        var id = DerivedIds.Message(campaign.Id, to, word, [tally.Application.Value, .. parts]);
        return new(id, kind, campaign.Stage, to, new(tally.Cases, 0, tally.Due, tally.Application));
    }
}
