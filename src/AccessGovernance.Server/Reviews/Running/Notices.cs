using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Tells reviewers what they owe when a stage begins, when reminders are due and as soon as something is first passed on to them in a stage, and the
/// owner of a campaign what nobody answered. Of several notices that are due, such as after the server stood still, the latest alone goes out.
/// </summary>
internal sealed class Notices(ReviewReader reviews, MessageQueue queue, StepNotes notes, CampaignCommands commands)
{
    /// <summary>When a reminder of the present stage falls due; null when none does any more.</summary>
    public Instant? NextDue(CampaignRecord campaign)
    {
        var now = commands.Now;
        var coming = Schedule(campaign).Where(d => d.At > now).Select(d => (Instant?)d.At);
        return coming.FirstOrDefault();
    }

    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> InReview(CampaignRecord campaign)
    {
        var told = await AfterStages(campaign, campaign.Stage);
        var notice = Latest(campaign);
        if (IsNew(notice))
        {
            var owed = await Owed(campaign);
            told |= await queue.Add(campaign.Id, owed.All.Select(o => Draft(campaign, notice, o.Key, o.Value)));
            Taken(notice);
        }
        return await PassedOn(campaign) || told;
    }

    /// <summary>Tells the owner of a campaign of stages that ended with items which nobody answered.</summary>
    /// <param name="stages">How many are over.</param>
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> AfterStages(CampaignRecord campaign, int stages)
    {
        var told = false;
        for (var stage = 0; stage < stages; stage++)
        {
            var notice = new Notice(campaign.Id, stage, MessageKind.Deadline, 0);
            var tally = campaign.Counts.Stages.ElementAtOrDefault(stage);
            if (IsNew(notice) && tally.Items > tally.Answered)
                told |= await queue.Add(campaign.Id, [Draft(campaign, notice, campaign.Basis.Settings.Owner, tally.Items - tally.Answered)]);
            Taken(notice);
        }
        return told;
    }

    // By delegation, by replacement, or beside somebody who does not answer: whoever came then was not told at the beginning.
    private async Task<bool> PassedOn(CampaignRecord campaign)
    {
        var (notice, times) = (new Notice(campaign.Id, campaign.Stage, MessageKind.Escalation, 0), campaign.Counts.PassedOn);
        if (times == 0 || notes.Rests(campaign.Id, $"passed on in {campaign.Stage}", times, commands.Now))
            return false;
        var owed = await Owed(campaign);
        var told = await queue.Add(campaign.Id, owed.All.Where(o => owed.IsSubstitute(o.Key)).Select(o => Draft(campaign, notice, o.Key, o.Value)));
        notes.Rest(campaign.Id, $"passed on in {campaign.Stage}", times, Instant.Forever);
        return told;
    }

    private Notice Latest(CampaignRecord campaign)
    {
        var (now, deadline) = (commands.Now, campaign.Rules.Deadline);
        var hours = Schedule(campaign).Where(d => d.Kind == NoticeKind.Reminder && d.At <= now)
            .Select(d => (int)((deadline.Milliseconds - d.At.Milliseconds) / (long)TimeSpan.FromHours(1).TotalMilliseconds)).LastOrDefault();
        var beginning = campaign.Stage == 0 ? MessageKind.Launch : MessageKind.StageBegun;
        // A later deadline is told to whoever still owes anything, and reminded of like any other.
        var kind = hours > 0 || campaign.Extensions > 0 ? MessageKind.Reminder : beginning;
        return new(campaign.Id, campaign.Stage, kind, hours) { Extensions = campaign.Extensions };
    }

    // Not looked at again by this process; another one finds that the messages are there.
    private void Taken(Notice notice) => notes.Rest(notice.Campaign, notice.About, 0, Instant.Forever);

    private bool IsNew(Notice notice) => notes.Again(notice.Campaign, notice.About) is null;

    private async Task<OwedAnswers> Owed(CampaignRecord campaign)
    {
        await commands.ReviewsReached();
        return OwedAnswers.Of(reviews, campaign.Id);
    }

    private static ImmutableArray<DueNotice> Schedule(CampaignRecord campaign) =>
        NoticeSchedule.Of(campaign.Basis.Settings.Notices, campaign.StageBegunAt!.Value, campaign.Rules.Deadline);

    private static MessageDraft Draft(CampaignRecord campaign, Notice notice, PersonId to, long items) => new(
        DerivedIds.Message(campaign.Id, to, $"{notice.Kind}", notice.Parts), notice.Kind, notice.Stage, to,
        new(items, notice.Hours, campaign.Deadlines[notice.Stage].At, null));

    private readonly record struct Notice(CampaignId Campaign, int Stage, MessageKind Kind, int Hours)
    {
        /// <summary>How often deadlines of the campaign had been moved.</summary>
        public int Extensions { get; init; }

        public string About => $"{Kind} {string.Join(' ', Parts)}";

        public string[] Parts => Extensions == 0 ? [$"{Stage}", $"{Hours}"] : [$"{Stage}", $"{Hours}", $"{Extensions}"];
    }
}
