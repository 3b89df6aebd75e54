using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>trend</c>: holders, grants and revocations by day, week or month.</summary>
internal static class TrendCommand
{
    private static readonly Option<string?> Application = Inputs.Text("--application", "ID", "Everything that this application has, instead");
    private static readonly Option<Timestamp?> From = Inputs.Time("--from", "Beginning of the range");
    private static readonly Option<Timestamp?> Until = Inputs.Time("--until", "End of the range, exclusive");
    private static readonly Option<TrendStep> By = Inputs.Word("--by", "Width of the buckets, in UTC", TrendStep.Month);

    private static readonly Argument<string?> Entitlement = new("ENTITLEMENT")
    {
        Description = "Id of the entitlement", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly IReadOnlyList<Column> Columns =
        [new("from"), new("until"), new("holders"), new("grants"), new("revocations"), new("covered")];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "trend",
            "How it went over time: holders at the end of each bucket, grants that began in it, grants that ended in it.",
            "agctl trend erp:payments-approve --from 2025-01-01 --until 2026-01-01",
            "agctl trend --application erp --from 2026-01-01 --until 2026-04-01 --by week --output tsv")
            .With([Entitlement, Application, From, Until, By, .. QuestionOptions.ForOneState]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var answer = await run.Server.History.GetTrendAsync(Request(run), run.Server.Call);
        if (run.Print.Format == OutputFormat.Table)
            Draw(run, answer.Buckets);
        run.Print.List(new Listing("buckets", Columns, [.. answer.Buckets.Select(Row)])
        {
            About = new JsonObject { ["complete"] = true, ["basis"] = BasisView.Json(answer.Basis) },
            Notes = BasisView.Notes(answer.Basis),
        });
        return ExitCode.Ok;
    }

    private static GetTrendRequest Request(CommandRun run)
    {
        var entitlement = run.Find(Entitlement);
        if (entitlement is null == !run.Has(Application))
            throw CommandFailed.Usage("either ENTITLEMENT or --application is needed, and not both", "See: agctl trend --help");
        var (from, until) = (run.Time(From), run.Time(Until));
        if (from is null || until is null || until <= from)
            throw CommandFailed.Usage("--from and --until are both needed, and --until must be later", "See: agctl trend --help");
        var request = new GetTrendRequest
        {
            During = new Api.V1.Range { From = from, Until = until }, Step = run.Get(By), Knowledge = QuestionOptions.ReadKnowledge(run),
        };
        if (entitlement is null)
            request.Application = ResourceName.Application(run.Text(Application));
        else
            request.Entitlement = ResourceName.Entitlement(entitlement);
        return request;
    }

    private static void Draw(CommandRun run, IReadOnlyList<TrendBucket> buckets)
    {
        Line("holders", b => b.Holders);
        Line("grants", b => b.Grants);
        Line("revocations", b => b.Revocations);

        void Line(string name, Func<TrendBucket, long> value) => run.Print.Verbatim(
            $"  {name,-12} {Sparkline.Of([.. buckets.Select(b => b.Covered ? value(b) : (long?)null)])}  at most {buckets.Max(value)}");
    }

    private static JsonObject Row(TrendBucket bucket) => new()
    {
        ["from"] = TimeText.Show(bucket.From), ["until"] = TimeText.Show(bucket.Until), ["holders"] = bucket.Covered ? bucket.Holders : null,
        ["grants"] = bucket.Grants, ["revocations"] = bucket.Revocations, ["covered"] = bucket.Covered,
    };
}
