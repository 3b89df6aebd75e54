using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Conditions;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Analysis;

/// <summary><c>outliers</c>: what identities hold that few of their peers hold, and lack that most of them hold.</summary>
internal static class OutliersCommand
{
    private static readonly Option<string?> Application = Inputs.Text("--application", "ID", "Only entitlements of this application");
    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant asked about; otherwise now");

    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("identity"), new("kind"), new("entitlement"), new("application"), new("holding"), new("peers"), new("alike_by"),
    ];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "outliers",
            "What identities hold that few of their peers hold, and lack although most of them hold it.",
            "agctl outliers --application erp",
            "agctl outliers --where \"department == 'Finance'\" --limit 50 --output json")
            .With([Application, ConditionPlace.Where, At, .. QuestionOptions.ForKnowledge]),
        AskAsync);

    public static JsonObject Row(Outlier outlier) => new()
    {
        ["identity"] = ResourceName.IdOf(outlier.Identity), ["kind"] = Words.Of(outlier.Kind), ["entitlement"] = ResourceName.IdOf(outlier.Entitlement),
        ["application"] = ResourceName.IdOf(outlier.Application), ["holding"] = outlier.Holding, ["peers"] = outlier.Peers,
        ["alike_by"] = new JsonArray([.. outlier.AlikeBy.Select(a => (JsonNode)$"{a.Name}={a.Value}")]),
    };

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = new ListOutliersRequest
        {
            Application = run.Has(Application) ? ResourceName.Application(run.Text(Application)) : "", Condition = ConditionPlace.Typed(run),
            ValidAt = run.Time(At), Knowledge = QuestionOptions.ReadKnowledge(run), PageSize = Pages.SizeFor(limit),
        };
        var notKnown = 0;
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await ConditionPlace.ShowIfWrong(
                    run, run.Text(ConditionPlace.Where), () => run.Server.Analysis.ListOutliersAsync(request, run.Server.Call));
                notKnown = answer.NotKnown;
                return new Page<Outlier>(answer.Outliers, answer.NextPageToken, answer.Basis);
            },
            limit);
        run.Print.List(new Listing("outliers", Columns, [.. all.Items.Select(Row)])
        {
            About = new JsonObject { ["complete"] = !all.Cut, ["not_known"] = notKnown, ["basis"] = BasisView.Json(all.Basis) },
            Notes =
            [
                BasisView.Limit(all.Cut, all.Items.Count), .. notKnown == 0 ? [] : new[] { $"not known of {notKnown} forgotten identities" },
                .. BasisView.Notes(all.Basis),
            ],
        });
        return ExitCode.Ok;
    }
}
