using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Tells the owner of the application, else of the campaign, and whoever signed the campaign off, of exceptions that ended while nothing was done about the
/// access since: also once the campaign is closed, which then changes no access by itself any more. Once for the exceptions of one application that end
/// at one moment, over restarts.
/// </summary>
internal sealed class LapsedExceptions(CaseTallies tallies, MessageQueue queue, StepNotes notes, CampaignCommands commands)
{
    private const string About = "lapsed exceptions";

    /// <summary>Between two looks at a campaign that is not closed: an exception may be another than before while there are as many.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Whether a campaign that is over has exceptions that end some day, or have ended.</summary>
    public static bool Remain(CampaignRecord campaign) => campaign.Report is not null && Excepted(campaign) > 0;

    /// <summary>Whether a message tells of such exceptions.</summary>
    public static bool Tells(CampaignId campaign, OutboxMessage message) =>
        message.Facts is { Application: { } application, Due: { } until } && message.Id == IdOf(campaign, message.To, application, until);

    /// <summary>When the next exception ends; null when none does.</summary>
    public Instant? NextDue(CampaignRecord campaign) => notes.Again(campaign.Id, About) is { IsForever: false } at && at > commands.Now ? at : null;

    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        var now = commands.Now;
        // What was decided before a campaign was closed stays.
        var seen = (Excepted(campaign), Look: campaign.Report is null ? now.Milliseconds / (long)Pause.TotalMilliseconds : -1);
        if (seen.Item1 == 0)
            notes.Forget(campaign.Id, About);
        if (seen.Item1 == 0 || notes.Rests(campaign.Id, About, seen, now))
            return false;
        await commands.ReadModelsReached();
        var found = tallies.Of(campaign, (_, open) => open.State == CaseState.Excepted ? open.ExceptedUntil : null);
        var told = await queue.Add(campaign.Id, found.Where(t => t.At <= now).SelectMany(t => Drafts(campaign, t)));
        notes.Rest(campaign.Id, About, seen, found.Where(t => t.At > now).Select(t => t.At).DefaultIfEmpty(Instant.Forever).Min());
        return told;
    }

    private IEnumerable<MessageDraft> Drafts(CampaignRecord campaign, CaseTally tally)
    {
        var owner = tallies.OwnerOf(campaign, tally.Application);
        var facts = new MessageFacts(tally.Cases, 0, tally.At, tally.Application);
        return new[] { owner, campaign.SignOff?.By ?? owner }.Distinct()
            .Select(to => new MessageDraft(IdOf(campaign.Id, to, tally.Application, tally.At), MessageKind.Overdue, campaign.Stage, to, facts));
    }

    private static int Excepted(CampaignRecord campaign) => campaign.Counts.Cases.GetValueOrDefault(CaseState.Excepted);

    private static MessageId IdOf(CampaignId campaign, PersonId to, AppId application, Instant until) =>
        DerivedIds.Message(campaign, to, "lapsed", application.Value, $"{until}");
}
