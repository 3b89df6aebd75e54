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
            "agctl trend --application erp --from 2026-01-01 --until 2026-04-01 --by week --output tsv",
            "agctl trend --application erp --from 2026-01-01 --until 2026-04-01 --layer any")
            .With([Entitlement, Application, From, Until, By, QuestionOptions.Layer, .. QuestionOptions.ForOneState]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var (request, layer) = (Request(run), run.Get(QuestionOptions.Layer));
        var answer = await run.Server.History.GetTrendAsync(request, run.Server.Call);
        if (run.Print.Format == OutputFormat.Table)
            Draw(run, answer.Buckets, layer);
        run.Print.List(new Listing("buckets", ColumnsOf(layer), [.. answer.Buckets.Select(b => Row(b, layer))])
        {
            About = new JsonObject { ["complete"] = true, ["basis"] = BasisView.Json(answer.Basis) },
            Notes = BasisView.Notes(answer.Basis),
        });
        return ExitCode.Ok;
    }

    private static IReadOnlyList<Column> ColumnsOf(AccessLayer layer) => layer <= AccessLayer.Entitled ? Columns :
    [
        .. Columns.Where(c => layer == AccessLayer.Any || c.Key is not ("grants" or "revocations")),
        new("entitled"), new("observed"), new("accounts_of_nobody"), new("observed_covered"),
    ];

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
            Layer = run.Get(QuestionOptions.Layer),
        };
        if (entitlement is null)
            request.Application = ResourceName.Application(run.Text(Application));
        else
            request.Entitlement = ResourceName.Entitlement(entitlement);
        return request;
    }

    private static void Draw(CommandRun run, IReadOnlyList<TrendBucket> buckets, AccessLayer layer)
    {
        Line("holders", b => b.Holders, b => IsKnown(b, layer));
        if (layer == AccessLayer.Observed)
            return;
        Line("grants", b => b.Grants, b => b.Covered);
        Line("revocations", b => b.Revocations, b => b.Covered);

        void Line(string name, Func<TrendBucket, long> value, Func<TrendBucket, bool> known) => run.Print.Verbatim(
            $"  {name,-12} {Sparkline.Of([.. buckets.Select(b => known(b) ? value(b) : (long?)null)])}  at most {buckets.Max(value)}");
    }

    // Of either layer only what is known of both is known.
    private static bool IsKnown(TrendBucket bucket, AccessLayer layer) =>
        (layer == AccessLayer.Observed || bucket.Covered) && (layer <= AccessLayer.Entitled || bucket.ObservedCovered);

    private static JsonObject Row(TrendBucket bucket, AccessLayer layer)
    {
        var row = new JsonObject
        {
            ["from"] = TimeText.Show(bucket.From), ["until"] = TimeText.Show(bucket.Until), ["holders"] = IsKnown(bucket, layer) ? bucket.Holders : null,
            ["grants"] = bucket.Grants, ["revocations"] = bucket.Revocations, ["covered"] = bucket.Covered,
        };
        if (layer <= AccessLayer.Entitled)
            return row;
        if (layer == AccessLayer.Observed)
            (row["grants"], row["revocations"]) = (null, null);
        row["entitled"] = bucket.Covered ? bucket.Entitled : null;
        row["observed"] = bucket.ObservedCovered ? bucket.Observed : null;
        row["accounts_of_nobody"] = bucket.ObservedCovered ? bucket.Accounts : null;
        row["observed_covered"] = bucket.ObservedCovered;
        return row;
    }
}
