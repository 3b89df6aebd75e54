using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Conditions;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Entitlements;

/// <summary>Shows and lists entitlements.</summary>
internal static class LookUpCommands
{
    private static readonly Option<string?> Application = Inputs.Text("--application", "ID", "Only those of this application");

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("entitlement"), new("kind"), new("application"), new("risk"), new("display_name"), new("description"), new("owner", false),
        new("capacity", false), new("retired_at", false),
    ];

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(
            new DocumentedCommand("show", "Shows one entitlement.", "agctl entitlement show erp:payments-approve")
                .With(Inputs.Entitlement, Inputs.AtLeast),
            ShowAsync),
        runner.Running(
            new DocumentedCommand(
                "list", "Lists entitlements.", "agctl entitlement list", "agctl entitlement list --application erp --output tsv",
                "agctl entitlement list --where \"risk >= 'high' and not entitlement.owner exists\"")
                .With(Application, ConditionPlace.Where, Inputs.AtLeast),
            ListAsync),
    ];

    private static async Task<ExitCode> ShowAsync(CommandRun run)
    {
        var request = new GetEntitlementRequest
        {
            Entitlement = ResourceName.Entitlement(run.Get(Inputs.Entitlement)), AtLeast = run.Text(Inputs.AtLeast),
        };
        var answer = await run.Server.Entitlements.GetEntitlementAsync(request, run.Server.Call);
        run.Print.Outcome($"[bold]{Printer.Safe(run.Get(Inputs.Entitlement))}[/]", Row(answer.Entitlement), []);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var request = new ListEntitlementsRequest
        {
            Application = run.Has(Application) ? ResourceName.Application(run.Text(Application)) : "",
            PageSize = Pages.PageSize,
            AtLeast = run.Text(Inputs.AtLeast),
            Condition = ConditionPlace.Typed(run),
        };
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await ConditionPlace.ShowIfWrong(
                    run, run.Text(ConditionPlace.Where), () => run.Server.Entitlements.ListEntitlementsAsync(request, run.Server.Call));
                return new Page<Entitlement>(answer.Entitlements, answer.NextPageToken, answer.Basis);
            },
            null);
        run.Print.List(new Listing("entitlements", Columns, [.. all.Items.Select(Row)])
        {
            About = new JsonObject { ["basis"] = BasisView.Json(all.Basis) },
            Notes = [BasisView.Limit(all.Cut, all.Items.Count)],
        });
        return ExitCode.Ok;
    }

    private static JsonObject Row(Entitlement entitlement) => new()
    {
        ["entitlement"] = ResourceName.IdOf(entitlement.Name),
        ["kind"] = Words.Of(entitlement.Kind),
        ["application"] = ResourceName.IdOf(entitlement.Application),
        ["risk"] = Words.Of(entitlement.Risk),
        ["display_name"] = entitlement.DisplayName,
        ["description"] = entitlement.Description,
        ["owner"] = ResourceName.IdOf(entitlement.Owner),
        ["capacity"] = entitlement.Capacity == 0 ? "" : entitlement.Capacity.ToString(CultureInfo.InvariantCulture),
        ["retired_at"] = TimeText.Show(entitlement.RetiredAt),
    };
}
