using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Reviews;

/// <summary><c>review list</c>: the caller's own items, the highest risk first.</summary>
internal static class WorkListCommand
{
    /// <summary>Campaigns that the notes name.</summary>
    private const int MaxNamed = 20;

    private static readonly Option<string?> Campaign = Inputs.Text("--campaign", "ID", "Only of this campaign");
    private static readonly Option<string?> Application = Inputs.Text("--application", "ID", "Only entitlements of this application");
    private static readonly Option<string?> Entitlement = Inputs.Text("--entitlement", "ID", "Only this entitlement");
    private static readonly Option<string?> Identity = Inputs.Text("--identity", "ID", "Only this identity");
    private static readonly Option<Risk> MinRisk = Inputs.Word("--min-risk", "Only of this risk or a higher one", Risk.Unspecified);
    private static readonly Option<Recommendation> Recommended = Inputs.Word("--recommended", "Only what is recommended like that", Recommendation.Unspecified);

    private static readonly Option<WorkState[]> States = new("--state")
    {
        Description = $"Only these: {string.Join(", ", Words.All<WorkState>())}; may be given several times. Otherwise what is not signed off",
        HelpName = "WORD",
        CustomParser = result => Parsing.Value(result, _ => result.Tokens.Select(t => Words.Parse<WorkState>(t.Value)).ToArray()),
    };

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("item"), new("risk"), new("identity"), new("name"), new("login"), new("entitlement"), new("application"), new("since"), new("recommendation"),
        new("answer"), new("state"), new("deadline_at"), new("campaign", false), new("revision", false), new("account", false),
        new("campaign_name", false),
    ];

    // The same number is an item of each of them.
    private static readonly IReadOnlyList<Column> ColumnsOfMany = [.. Columns.Select(c => c.Key == "campaign" ? c with { InTable = true } : c)];

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "list", "Your own items in campaigns that are in review, the highest risk first.",
            "agctl review list", "agctl review list --campaign 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --state open --min-risk high --recommended revoke")
            .With([.. Filters, QuestionOptions.RowLimit, Inputs.AtLeast]),
        ListAsync);

    /// <summary>Which items.</summary>
    public static Option[] Filters => [Campaign, States, Application, Entitlement, Identity, MinRisk, Recommended];

    /// <summary>A question about the items that the options leave.</summary>
    public static ListWorkItemsRequest Filtered(CommandRun run) => new()
    {
        Campaign = Name(run, Campaign, ResourceName.Campaign), Application = Name(run, Application, ResourceName.Application),
        Entitlement = Name(run, Entitlement, ResourceName.Entitlement), Identity = Name(run, Identity, ResourceName.Identity),
        States = { run.Get(States) ?? [] }, MinRisk = run.Get(MinRisk), Recommendation = run.Get(Recommended), AtLeast = run.Text(Inputs.AtLeast),
    };

    public static JsonObject Row(WorkItem item) => new()
    {
        ["campaign"] = ResourceName.IdOf(item.Campaign),
        ["campaign_name"] = item.CampaignName,
        ["item"] = item.Item,
        ["risk"] = Words.Of(item.Risk),
        ["identity"] = ResourceName.IdOf(item.Identity),
        ["name"] = item.IdentityName,
        ["account"] = item.Account,
        ["login"] = item.Login,
        ["entitlement"] = ResourceName.IdOf(item.Entitlement),
        ["entitlement_name"] = item.EntitlementName,
        ["application"] = ResourceName.IdOf(item.Application),
        ["since"] = TimeText.Show(item.Since),
        ["recommendation"] = Words.Of(item.Advice?.Recommendation ?? Recommendation.Unspecified),
        ["reasons"] = new JsonArray([.. (item.Advice?.Reasons ?? []).Select(r => (JsonNode)Words.Of(r))]),
        ["answer"] = Words.Of(item.Answer),
        ["until"] = TimeText.Show(item.Until),
        ["removes"] = Words.Of(item.Removes),
        ["state"] = Words.Of(item.State),
        ["stage"] = item.Stage,
        ["deadline_at"] = TimeText.Show(item.DeadlineAt),
        ["revision"] = item.Revision,
    };

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = Filtered(run);
        request.PageSize = Questions.Pages.SizeFor(limit);
        var answer = await Questions.Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Reviews.ListWorkItemsAsync(request, run.Server.Call);
                return new Page<WorkItem>(page.Items, page.NextPageToken, page.Basis);
            },
            limit);
        var campaigns = answer.Items.DistinctBy(i => i.Campaign).ToList();
        run.Print.List(new Listing("items", campaigns.Count > 1 ? ColumnsOfMany : Columns, [.. answer.Items.Select(Row)])
        {
            About = new JsonObject { ["complete"] = !answer.Cut },
            Notes = [.. campaigns.Take(MaxNamed).Select(Note), BasisView.Limit(answer.Cut, answer.Items.Count)],
        });
        return ExitCode.Ok;
    }

    private static string Note(WorkItem first) =>
        $"Campaign {ResourceName.IdOf(first.Campaign)}: {first.CampaignName}, answers until {TimeText.Show(first.DeadlineAt)}";

    private static string Name(CommandRun run, Option<string?> option, Func<string, string> name) => run.Has(option) ? name(run.Text(option)) : "";
}
