using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Campaigns;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Reviews.Working;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Reviews;

/// <summary>The family <c>review</c>: what a reviewer does, as the person behind the token.</summary>
internal static class ReviewCommands
{
    public static readonly Argument<int> Item = new("ITEM") { Description = "The number of the item, as 'review list' shows it" };

    private const string Example = "0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11";

    private static readonly Argument<ReviewAnswer> Answer = new("ANSWER")
    {
        Description = string.Join(", ", Words.All<ReviewAnswer>()), HelpName = "ANSWER",
        CustomParser = result => Parsing.Value(result, Words.Parse<ReviewAnswer>),
    };

    private static readonly Argument<string> Text = Inputs.Id("TEXT", "What you say about the item. Stored encrypted");
    private static readonly Argument<string> Person = Inputs.Id("PERSON", "Id of the person");
    private static readonly Option<Timestamp?> Until = Inputs.Time("--until", "The new end of validity, of 'modify'");
    private static readonly Option<Removal> Removes = Inputs.Word(
        "--removes", "What a revocation takes: the person's own grant, or the content of what confers the access, for everybody", Removal.Unspecified);

    private static readonly Option<string?> Reason = Inputs.Text("--reason", "TEXT", "Why they are to answer. Stored encrypted");
    private static readonly Option<string?> Justification = Inputs.Text("--justification", "TEXT", "Why. Stored encrypted");
    private static readonly Option<int[]> Only = new("--item") { Description = "Only this item; may be given several times", HelpName = "N" };

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "review", "Review access: your own items, answers, sign-off.", "agctl review list")
        .With(
            WorkListCommand.Create(runner), WorkGroupsCommand.Create(runner), WorkCommand.Create(runner), ItemCommand.Create(runner), Decide(runner),
            Delegate(runner), Comment(runner), ReplaceCommand.Create(runner), BulkCommand.Create(runner), SignOff(runner),
            SheetCommands.Export(runner), SheetCommands.Import(runner));

    private static DocumentedCommand Decide(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "decide", "Answers one item. The answer may be changed until it is signed off.",
            $"agctl review decide {Example} 17 certify",
            $"agctl review decide {Example} 18 revoke --justification \"left the project\"",
            $"agctl review decide {Example} 18 revoke --removes content --justification \"no clerk pays any more\"",
            $"agctl review decide {Example} 19 modify --until 2026-12-31 --justification \"until the migration ends\"")
            .With([CampaignCommands.Campaign, Item, Answer, Until, Removes, Justification, Inputs.RequestId]),
        DecideAsync);

    private static async Task<ExitCode> DecideAsync(CommandRun run)
    {
        var request = new DecideItemRequest
        {
            RequestId = run.RequestId(), Campaign = CampaignOf(run), Item = run.Get(Item), Answer = run.Get(Answer), Until = run.Time(Until),
            Justification = run.Text(Justification), Removes = run.Get(Removes),
        };
        List<KeyValuePair<string, JsonNode?>> facts = [Receipts.Fact("request_id", request.RequestId)];
        if (request.Removes == Removal.Content)
        {
            var item = await run.Server.Reviews.GetWorkItemAsync(new() { Campaign = request.Campaign, Item = request.Item }, run.Server.Call);
            facts.AddRange(ItemCommand.Radius(item).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
        }
        var answer = await run.Server.Reviews.DecideItemAsync(request, run.Server.Call);
        return Receipts.Show(
            run, string.Create(CultureInfo.InvariantCulture, $"{Words.Of(request.Answer)}: item {request.Item}"), answer.Receipt, facts);
    }

    private static DocumentedCommand Delegate(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "delegate", "Gives your place in an item to somebody else, who answers anew.",
            $"agctl review delegate {Example} 17 P-42 --reason \"knows the system\"")
            .With([CampaignCommands.Campaign, Item, Person, Reason, Inputs.RequestId]),
        async run =>
        {
            var request = new DelegateItemRequest
            {
                RequestId = run.RequestId(), Campaign = CampaignOf(run), Item = run.Get(Item), To = ResourceName.Person(run.Get(Person)),
                Reason = run.Text(Reason),
            };
            var answer = await run.Server.Reviews.DelegateItemAsync(request, run.Server.Call);
            return Receipts.Show(run, string.Create(CultureInfo.InvariantCulture, $"item {request.Item} is now with {run.Get(Person)}"), answer.Receipt,
                Receipts.Fact("request_id", request.RequestId));
        });

    private static DocumentedCommand Comment(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "comment", "Says something about an item, for everybody who reviews it.", $"agctl review comment {Example} 17 \"asked the team on Monday\"")
            .With([CampaignCommands.Campaign, Item, Text, Inputs.RequestId]),
        async run =>
        {
            var request = new CommentOnItemRequest
            {
                RequestId = run.RequestId(), Campaign = CampaignOf(run), Item = run.Get(Item), Text = run.Get(Text),
            };
            var answer = await run.Server.Reviews.CommentOnItemAsync(request, run.Server.Call);
            return Receipts.Show(run, "commented", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
        });

    private static DocumentedCommand SignOff(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "signoff", "Signs off your answers: all that you gave in the campaign, or some. They change no more.",
            $"agctl review signoff {Example}", $"agctl review signoff {Example} --item 17 --item 18")
            .With([CampaignCommands.Campaign, Only, Inputs.RequestId]),
        async run =>
        {
            var request = new SignOffRequest { RequestId = run.RequestId(), Campaign = CampaignOf(run), Items = { run.Get(Only) ?? [] } };
            var answer = await run.Server.Reviews.SignOffAsync(request, run.Server.Call);
            var ended = Receipts.Show(run, string.Create(CultureInfo.InvariantCulture, $"signed off {answer.SignedOff} items"), answer.Receipt,
                KeyValuePair.Create("signed_off", (JsonNode?)answer.SignedOff),
                KeyValuePair.Create("still_open", (JsonNode?)answer.StillOpen), ItemResults.Refused(answer.Refused));
            return answer.Refused.Count == 0 ? ended : ExitCode.Failed;
        });

    private static string CampaignOf(CommandRun run) => ResourceName.Campaign(run.Get(CampaignCommands.Campaign));
}
