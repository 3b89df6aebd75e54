using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Campaigns;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Reviews;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Remediation;

/// <summary>The family <c>remediation</c>: access that is to go after a review, until it is observed absent.</summary>
internal static class RemediationCommands
{
    private const string Example = "0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11";

    private static readonly Argument<string> Reference = Inputs.Id("REFERENCE", "Id of the ticket, task or call; never text about people");
    private static readonly Argument<string> Error = Inputs.Id("TEXT", "What failed; never about people");
    private static readonly Option<Timestamp> Until = new("--until")
    {
        Description = "Until when the access may stay, at most 366 days from now (ISO 8601 with zone, or a date)", HelpName = "TIME", Required = true,
        CustomParser = result => Parsing.Value(result, TimeText.Parse),
    };

    private static readonly Option<string> Why = new("--reason") { Description = "Why it may stay. Stored encrypted", HelpName = "TEXT", Required = true };
    private static readonly Option<bool> Open = new("--open") { Description = "Only those in no end state" };
    private static readonly Option<bool> Overdue = new("--overdue") { Description = "Only those whose time is over" };

    private static readonly Option<CaseState[]> States = new("--state")
    {
        Description = $"Only these: {string.Join(", ", Words.All<CaseState>())}; may be given several times", HelpName = "WORD",
        CustomParser = result => Parsing.Value(result, _ => result.Tokens.Select(t => Words.Parse<CaseState>(t.Value)).ToArray()),
    };

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("item"), new("state"), new("identity"), new("login"), new("entitlement"), new("application"), new("risk"), new("requested_at"), new("due_at"),
        new("overdue"), new("attempts"), new("through"), new("excepted_until"), new("excepted_by", false), new("exception_reason", false),
        new("failures", false), new("retry_at", false), new("account", false),
    ];

    private static readonly IReadOnlyList<Column> ColumnsWithExceptions =
        [.. Columns.Select(c => c.Key.StartsWith("except", StringComparison.Ordinal) ? c with { InTable = true } : c)];

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "remediation", "Access that is to go after a review: what is open, done, failed or excepted.", $"agctl remediation list {Example} --overdue")
        .With(List(runner), Acknowledge(runner), Fail(runner), Except(runner));

    private static DocumentedCommand List(CommandRunner runner) => runner.Running(
        new DocumentedCommand("list", "The cases of a campaign, in order of item numbers.", $"agctl remediation list {Example} --open --output tsv")
            .With([CampaignCommands.Campaign, States, Open, Overdue, QuestionOptions.RowLimit, Inputs.AtLeast]),
        ListAsync);

    private static DocumentedCommand Acknowledge(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "ack", "Records that whoever fulfils says it is done. No proof: the target system's own report ends a case.",
            $"agctl remediation ack {Example} 17 CHG-4711")
            .With([CampaignCommands.Campaign, ReviewCommands.Item, Reference, Inputs.RequestId]),
        async run =>
        {
            var request = new AcknowledgeCaseRequest
            {
                RequestId = run.RequestId(), Campaign = CampaignOf(run), Item = run.Get(ReviewCommands.Item), Reference = run.Get(Reference),
            };
            return Done(run, "acknowledged", (await run.Server.Campaigns.AcknowledgeCaseAsync(request, run.Server.Call)).Receipt);
        });

    private static DocumentedCommand Fail(CommandRunner runner) => runner.Running(
        new DocumentedCommand("fail", "Records that it could not be done.", $"agctl remediation fail {Example} 17 \"system is read-only until Friday\"")
            .With([CampaignCommands.Campaign, ReviewCommands.Item, Error, Inputs.RequestId]),
        async run =>
        {
            var request = new FailCaseRequest
            {
                RequestId = run.RequestId(), Campaign = CampaignOf(run), Item = run.Get(ReviewCommands.Item), Error = run.Get(Error),
            };
            return Done(run, "recorded as failed", (await run.Server.Campaigns.FailCaseAsync(request, run.Server.Call)).Receipt);
        });

    private static DocumentedCommand Except(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "except", "Lets access stay until an instant, for which you answer as a person.",
            $"agctl remediation except {Example} 17 --until 2026-12-31 --reason \"needed for the year-end\"")
            .With([CampaignCommands.Campaign, ReviewCommands.Item, Until, Why, Inputs.RequestId]),
        async run =>
        {
            var request = new ExceptCaseRequest
            {
                RequestId = run.RequestId(), Campaign = CampaignOf(run), Item = run.Get(ReviewCommands.Item), Until = run.Get(Until), Reason = run.Get(Why),
            };
            return Done(run, "excepted", (await run.Server.Campaigns.ExceptCaseAsync(request, run.Server.Call)).Receipt);
        });

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = new ListCasesRequest
        {
            Campaign = CampaignOf(run), Open = run.Get(Open), Overdue = run.Get(Overdue), States = { run.Get(States) ?? [] },
            PageSize = Questions.Pages.SizeFor(limit), AtLeast = run.Text(Inputs.AtLeast),
        };
        var hidden = false;
        var answer = await Questions.Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Campaigns.ListCasesAsync(request, run.Server.Call);
                hidden = page.ReasonsHidden;
                return new Page<RemediationCase>(page.Cases, page.NextPageToken, page.Basis);
            },
            limit);
        var excepted = answer.Items.Any(c => c.ExceptedBy.Length > 0);
        run.Print.List(new Listing("cases", excepted ? ColumnsWithExceptions : Columns, [.. answer.Items.Select(c => Row(c, hidden))])
        {
            About = new JsonObject { ["complete"] = !answer.Cut, ["reasons_hidden"] = hidden, ["basis"] = BasisView.Json(answer.Basis) },
            Notes =
            [
                BasisView.Limit(answer.Cut, answer.Items.Count),
                .. Hidden(excepted && hidden),
            ],
        });
        return ExitCode.Ok;
    }

    private static IEnumerable<string> Hidden(bool hidden)
    {
        if (hidden)
            yield return "Why there are exceptions is not for this token: it does not see personal data.";
    }

    private static JsonObject Row(RemediationCase one, bool hidden) => new()
    {
        ["item"] = one.Item,
        ["state"] = Words.Of(one.State),
        ["identity"] = ResourceName.IdOf(one.Identity),
        ["account"] = one.Account,
        ["login"] = one.Login,
        ["entitlement"] = ResourceName.IdOf(one.Entitlement),
        ["application"] = ResourceName.IdOf(one.Application),
        ["risk"] = Words.Of(one.Risk),
        ["requested_at"] = TimeText.Show(one.RequestedAt),
        ["due_at"] = TimeText.Show(one.DueAt),
        ["overdue"] = one.Overdue,
        ["open"] = one.Open,
        ["attempts"] = one.Attempts,
        ["through"] = ResourceName.IdOf(one.Through),
        ["failures"] = one.Failures,
        ["retry_at"] = TimeText.Show(one.RetryAt),
        ["excepted_until"] = TimeText.Show(one.ExceptedUntil),
        ["excepted_by"] = ResourceName.IdOf(one.ExceptedBy),
        ["exception_reason"] = one.ExceptedBy.Length > 0 && !hidden && one.ExceptionReason.Length == 0 ? "(forgotten)" : one.ExceptionReason,
    };

    private static string CampaignOf(CommandRun run) => ResourceName.Campaign(run.Get(CampaignCommands.Campaign));

    private static ExitCode Done(CommandRun run, string what, Receipt receipt) => Receipts.Show(
        run, string.Create(CultureInfo.InvariantCulture, $"item {run.Get(ReviewCommands.Item)} {what}"), receipt,
        Receipts.Fact("campaign", ResourceName.IdOf(CampaignOf(run))));
}
