using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Conditions;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Identities;

/// <summary>Shows, lists and finds identities.</summary>
internal static class LookUpCommands
{
    private static readonly Argument<string> Attribute = Inputs.Id("ATTRIBUTE", "mail, login or employee_number");
    private static readonly Argument<string> Value = Inputs.Id("VALUE", "Its value");

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(
            new DocumentedCommand("show", "Shows one identity with its attributes, links and status.", "agctl identity show alice")
                .With(Inputs.Identity, Inputs.AtLeast),
            ShowAsync),
        runner.Running(
            new DocumentedCommand(
                "list", "Lists all identities, or those that a condition chooses.", "agctl identity list", "agctl identity list --output tsv",
                "agctl identity list --where \"department == 'Finance' and not manager exists\"")
                .With(ConditionPlace.Where, Inputs.AtLeast),
            ListAsync),
        runner.Running(
            new DocumentedCommand(
                "find", "Finds identities by the exact value of an attribute.", "agctl identity find mail alice@example.org")
                .With(Attribute, Value),
            FindAsync),
    ];

    private static async Task<ExitCode> ShowAsync(CommandRun run)
    {
        var request = new GetIdentityRequest
        {
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)), AtLeast = run.Text(Inputs.AtLeast),
        };
        var answer = await run.Server.Identities.GetIdentityAsync(request, run.Server.Call);
        var facts = IdentityView.Row(answer.Identity);
        facts["basis"] = BasisView.Json(answer.Basis);
        if (run.Print.Format == OutputFormat.Table)
            facts.Remove("basis");
        run.Print.Outcome($"[bold]{Printer.Safe(run.Get(Inputs.Identity))}[/]", facts, []);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var request = new ListIdentitiesRequest
        {
            PageSize = Pages.PageSize, AtLeast = run.Text(Inputs.AtLeast), Condition = ConditionPlace.Typed(run),
        };
        var notKnown = 0;
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await ConditionPlace.ShowIfWrong(
                    run, run.Text(ConditionPlace.Where), () => run.Server.Identities.ListIdentitiesAsync(request, run.Server.Call));
                notKnown += answer.NotKnown;
                return new Page<Identity>(answer.Identities, answer.NextPageToken, answer.Basis);
            },
            null);
        run.Print.List(new Listing("identities", IdentityView.Columns, [.. all.Items.Select(IdentityView.Row)])
        {
            About = new JsonObject { ["not_known"] = notKnown, ["basis"] = BasisView.Json(all.Basis) },
            Notes = [BasisView.Limit(all.Cut, all.Items.Count), .. notKnown == 0 ? [] : new[] { $"not known of {notKnown} forgotten identities" }],
        });
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> FindAsync(CommandRun run)
    {
        var request = new FindIdentitiesRequest { Attribute = run.Get(Attribute), Value = run.Get(Value) };
        var answer = await run.Server.Identities.FindIdentitiesAsync(request, run.Server.Call);
        run.Print.List(new Listing("identities", [new("identity")],
            [.. answer.Identities.Select(name => new JsonObject { ["identity"] = ResourceName.IdOf(name) })])
        {
            Notes = [BasisView.Limit(false, answer.Identities.Count)],
        });
        return ExitCode.Ok;
    }
}
