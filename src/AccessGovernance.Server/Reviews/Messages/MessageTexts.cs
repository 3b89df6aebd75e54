using System.Globalization;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>
/// What messages say, in English: the campaign's name, counts, the deadline with its zone, an application by id, a link. Nothing about anybody's
/// access, so that a message which goes astray tells nothing of anybody.
/// </summary>
internal static class MessageTexts
{
    public static (string Subject, string Text) Of(OutboxMessage message, CampaignRecord campaign, string? link)
    {
        var name = campaign.Basis.Settings.Name;
        var items = Counted(message.Facts.Items, "item");
        var cases = Counted(message.Facts.Items, "case");
        var where = message.Facts.Application is { } application ? $" in {application.Value}" : "";
        var (subject, text) = message.Kind switch
        {
            MessageKind.Launch => ($"Access review: {name}", $"An access review has begun. Waiting for your answer: {items}.{Deadline(message, campaign)}"),
            MessageKind.StageBegun => ($"Access review: {name}",
                $"Stage {message.Stage + 1} of an access review has begun. Waiting for your answer: {items}.{Deadline(message, campaign)}"),
            MessageKind.Reminder => ($"Reminder: {name}", $"Still waiting for your answer: {items}.{Deadline(message, campaign)}"),
            MessageKind.Escalation => ($"Access review passed on to you: {name}",
                $"Others had these items before you. Waiting for your answer: {items}.{Deadline(message, campaign)}"),
            MessageKind.Deadline when campaign.Population is null => ($"Not begun: {name}",
                $"An access review was due and was not begun: nobody reviews anything. It was due at {message.Facts.Due}. The campaign says why."),
            MessageKind.Deadline => ($"Deadline passed: {name}", $"Stage {message.Stage + 1} ended with {items} that nobody answered."),
            MessageKind.Remediation => ($"Access to take away: {name}", $"Access is to be taken away or changed: {cases}{where}.{Due(message)}"),
            _ when LapsedExceptions.Tells(campaign.Id, message) => ($"Exceptions ended: {name}",
                $"Access that was to be taken away could stay until {message.Facts.Due}. That is over, and nothing is recorded of its going: {cases}{where}."),
            _ => ($"Overdue: {name}", $"Access was to be taken away or changed by now: {cases}{where}.{Due(message)}"),
        };
        return (subject, link is null ? text + "\n" : $"{text}\n\n{link}\n");
    }

    private static string Counted(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Deadline(OutboxMessage message, CampaignRecord campaign) => campaign.Deadlines.ElementAtOrDefault(message.Stage) is { } deadline
        ? $"\nAnswers count until the end of {deadline.Stated.Date} ({deadline.Stated.Zone}), which is {deadline.At}."
        : "";

    private static string Due(OutboxMessage message) => message.Facts.Due is { } due ? $"\nThe time for it ends, or ended, at {due}." : "";
}
