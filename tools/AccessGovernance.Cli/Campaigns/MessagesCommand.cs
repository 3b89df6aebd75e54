using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign messages</c>: who was told what about a campaign, and what became of it, by ids.</summary>
internal static class MessagesCommand
{
    private static readonly IReadOnlyList<Column> Columns =
    [
        new("kind"), new("stage"), new("person"), new("items"), new("queued_at"), new("console"), new("mail"), new("webhook"), new("application", false),
        new("message", false),
    ];

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "messages", "Who was told what about a campaign, in the order in which it was queued, and what became of it.",
            "agctl campaign messages 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --output tsv")
            .With(CampaignCommands.Campaign, QuestionOptions.RowLimit, Inputs.AtLeast),
        ListAsync);

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = new ListMessagesRequest
        {
            Campaign = ResourceName.Campaign(run.Get(CampaignCommands.Campaign)), PageSize = Pages.SizeFor(limit), AtLeast = run.Text(Inputs.AtLeast),
        };
        var answer = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Campaigns.ListMessagesAsync(request, run.Server.Call);
                return new Page<CampaignMessage>(page.Messages, page.NextPageToken, page.Basis);
            },
            limit);
        run.Print.List(new Listing("messages", Columns, [.. answer.Items.Select(Row)])
        {
            About = new JsonObject { ["complete"] = !answer.Cut }, Notes = [BasisView.Limit(answer.Cut, answer.Items.Count)],
        });
        return ExitCode.Ok;
    }

    private static JsonObject Row(CampaignMessage message)
    {
        var row = new JsonObject
        {
            ["kind"] = Words.Of(message.Kind),
            ["stage"] = message.Stage,
            ["person"] = ResourceName.IdOf(message.Person),
            ["items"] = message.Items,
            ["hours_before"] = message.HoursBefore,
            ["due_at"] = TimeText.Show(message.DueAt),
            ["queued_at"] = TimeText.Show(message.QueuedAt),
            ["application"] = ResourceName.IdOf(message.Application),
            ["message"] = message.Id,
        };
        foreach (var delivery in message.Deliveries)
            row[Words.Of(delivery.Channel)] = StateOf(delivery);
        return row;
    }

    private static string StateOf(MessageDelivery delivery) => delivery switch
    {
        { State: DeliveryState.GivenUp } => $"given up: {Words.Of(delivery.Cause)}",
        { State: DeliveryState.Waiting, Attempts: > 0 } => $"waiting, failed {delivery.Attempts}: {Words.Of(delivery.Error)}",
        _ => Words.Of(delivery.State),
    };
}
