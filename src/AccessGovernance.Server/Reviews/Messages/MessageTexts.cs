using System.Globalization;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>
/// What one message says: the campaign's name, counts, the deadline with its zone, an application by id, a link. Nothing about anybody's
/// access, so that a message which goes astray tells nothing of anybody.
/// </summary>
internal static class MessageTexts
{
    public static (string Subject, string Text) Of(OutboxMessage message, CampaignRecord campaign, string? link, MessageTemplates templates)
    {
        var (subject, text) = templates.Fill(KindOf(message, campaign), ValuesOf(message, campaign));
        return (subject, link is null ? text + "\n" : $"{text}\n\n{link}\n");
    }

    private static string KindOf(OutboxMessage message, CampaignRecord campaign) => message.Kind switch
    {
        MessageKind.Launch => "launch",
        MessageKind.StageBegun => "stage-begun",
        MessageKind.Reminder => "reminder",
        MessageKind.Escalation => "escalation",
        MessageKind.Deadline => campaign.Population is null ? "not-begun" : "deadline",
        MessageKind.Remediation => "remediation",
        _ => LapsedExceptions.Tells(campaign.Id, message) ? "exceptions-ended" : "overdue",
    };

    private static Dictionary<string, string> ValuesOf(OutboxMessage message, CampaignRecord campaign)
    {
        var (facts, invariant) = (message.Facts, CultureInfo.InvariantCulture);
        var where = facts.Application is { } application ? $" in {application.Value}" : "";
        var deadline = campaign.Deadlines.ElementAtOrDefault(message.Stage);
        return new(StringComparer.Ordinal)
        {
            ["campaign"] = campaign.Basis.Settings.Name,
            ["count"] = facts.Items.ToString(invariant),
            ["items"] = Counted(facts.Items, "item"),
            ["cases"] = Counted(facts.Items, "case") + where,
            ["application"] = facts.Application?.Value ?? "",
            ["stage"] = (message.Stage + 1).ToString(invariant),
            ["deadline"] = deadline is null ? "" : $"{deadline.Stated.Date} ({deadline.Stated.Zone}), which is {deadline.At}",
            ["due"] = $"{facts.Due}",
            ["until"] = $"{facts.Due}",
        };
    }

    private static string Counted(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
