using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Launches the campaigns of a definition whenever its recurrence comes due: of the access of that instant, as recorded when it is launched. Of
/// several that were missed, such as while the server stood still, the latest alone is launched: the others would ask about the past.
/// </summary>
internal sealed partial class RecurringLaunch(ReviewReader reviews, MessageQueue queue, CampaignCommands commands, ILogger<RecurringLaunch> logger)
{
    /// <returns>When the next launch falls due; null when none does.</returns>
    public async Task<Instant?> Run(DefinitionId id)
    {
        await commands.ReviewsReached();
        if (reviews.Definition(id) is not { IsRetired: false, Settings.Recurrence: { } recurrence } definition)
            return null;
        var (zone, now) = (Zones.Find("calendar.zone", definition.Settings.Calendar.Zone), commands.Now);
        if (Recurrences.Last(recurrence, zone, definition.RecurringSince, now) is { } due)
            await Launch(definition, due);
        return Recurrences.Next(recurrence, zone, now);
    }

    private async Task Launch(DefinitionRecord definition, Instant due)
    {
        var campaign = CampaignCommands.Recurring(definition.Id, due);
        if (reviews.Campaign(campaign) is { } before)
        {
            await TellIfNotBegun(before, due);
            return;
        }
        if (!await commands.MayLaunch(definition))
            return;
        // Nobody is there to be asked: what whoever launched it last has seen counts, until somebody launches it otherwise.
        var last = reviews.Campaigns(null, int.MaxValue, c => c.Basis.Definition == definition.Id).MaxBy(c => c.Basis.Position)?.Basis;
        var basis = new LaunchBasis(definition.Id, definition.Version, definition.Settings, due, await commands.ReadModelsReached(), null,
            last?.EverythingIntended ?? false, last?.UnassignedIntended ?? false, null);
        await commands.Execute(campaign, new BeginLaunch(campaign, basis), "recurring-launch");
    }

    // Nobody asked for it just now, who would see that there is no review: why is in the campaign's own history.
    private async Task TellIfNotBegun(CampaignRecord campaign, Instant due)
    {
        if (campaign is not { Status: CampaignStatus.Cancelled, Population: null })
            return;
        var owner = campaign.Basis.Settings.Owner;
        var draft = new MessageDraft(DerivedIds.Message(campaign.Id, owner, "not-begun"), MessageKind.Deadline, campaign.Stage, owner, new(0, 0, due, null));
        if (await queue.Add(campaign.Id, [draft]))
            NotBegun(campaign.Id, campaign.Basis.Definition);
    }

    [LoggerMessage(LogLevel.Warning, "The recurring campaign {Campaign} of definition {Definition} was cancelled before it began: nobody reviews anything.")]
    private partial void NotBegun(CampaignId campaign, DefinitionId definition);
}
