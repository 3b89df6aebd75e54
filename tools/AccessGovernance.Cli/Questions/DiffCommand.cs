using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>diff</c>: what differs between two instants, or between two states of knowledge.</summary>
internal static class DiffCommand
{
    private static readonly Option<string?> Entitlement = Inputs.Text("--entitlement", "ID", "Only access to this entitlement");
    private static readonly Option<string?> Identity = Inputs.Text("--identity", "ID", "Only access of this identity");
    private static readonly Option<string?> Application = Inputs.Text("--application", "ID", "Only entitlements of this application");
    private static readonly Option<Timestamp?> Before = Inputs.Time("--before", "The earlier instant; otherwise now");
    private static readonly Option<Timestamp?> After = Inputs.Time("--after", "The later instant; otherwise now");
    private static readonly Option<Timestamp?> KnownBefore = Inputs.Time("--known-before", "State of knowledge of the first side");
    private static readonly Option<Timestamp?> KnownAfter = Inputs.Time("--known-after", "State of knowledge of the second side");

    private static readonly Option<KnownBy> By =
        Inputs.Word("--known-by", "Whose clock --known-before and --known-after are read on", KnownBy.Ours);

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("difference"), new("identity"), new("entitlement"), new("application"), new("why"), new("via"), new("cause"), new("granted"),
    ];

    private static readonly IReadOnlyList<Column> ColumnsOfLayers =
        [Columns[0], new("observed_difference"), .. Columns.Skip(1), new("accounts", false)];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "diff",
            "Who gained and who lost what between two instants, or between two states of knowledge of one instant, and why.",
            "agctl diff --before 2026-01-01 --after 2026-04-01 --application erp",
            "agctl diff --entitlement erp:payments-approve --before 2026-01-01 --after 2026-01-01 --known-before 2026-01-02",
            "agctl diff --before 2026-01-01 --application erp --layer any")
            .With([Entitlement, Identity, Application, Before, After, KnownBefore, KnownAfter, By, QuestionOptions.Layer, QuestionOptions.RowLimit]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = Request(run, limit);
        CompareAccessResponse? last = null;
        var answer = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                last = await run.Server.History.CompareAccessAsync(request, run.Server.Call);
                return new Page<AccessChange>(last.Changes, last.NextPageToken, last.After);
            },
            limit);
        run.Print.List(new Listing("changes", request.Layer > AccessLayer.Entitled ? ColumnsOfLayers : Columns, [.. answer.Items.Select(Row)])
        {
            About = new JsonObject
            {
                ["complete"] = !answer.Cut, ["before"] = BasisView.Json(last!.Before), ["after"] = BasisView.Json(last.After),
            },
            Notes =
            [
                BasisView.Limit(answer.Cut, answer.Items.Count), .. BasisView.Notes(last.Before).Select(n => $"Before: {n}"),
                .. BasisView.Notes(last.After).Select(n => $"After: {n}"),
            ],
        });
        return ExitCode.Ok;
    }

    private static CompareAccessRequest Request(CommandRun run, int? limit)
    {
        if (new[] { run.Has(Entitlement), run.Has(Identity), run.Has(Application) }.Count(given => given) > 1)
            throw CommandFailed.Usage("--entitlement, --identity and --application exclude each other", "Leave two of them out; see --help.");
        var request = new CompareAccessRequest
        {
            Before = Moment(run, Before, KnownBefore), After = Moment(run, After, KnownAfter), PageSize = Pages.SizeFor(limit),
            Layer = run.Get(QuestionOptions.Layer),
        };
        if (request.Before.Equals(request.After))
            throw CommandFailed.Usage("both sides are the same", "Give --before or --known-before an earlier time; see --help.");
        if (run.Has(Entitlement))
            request.Entitlement = ResourceName.Entitlement(run.Text(Entitlement));
        if (run.Has(Identity))
            request.Identity = ResourceName.Identity(run.Text(Identity));
        if (run.Has(Application))
            request.Application = ResourceName.Application(run.Text(Application));
        return request;
    }

    private static AccessMoment Moment(CommandRun run, Option<Timestamp?> at, Option<Timestamp?> known) => new()
    {
        ValidAt = run.Time(at),
        Knowledge = new Knowledge { KnownAt = run.Time(known), KnownBy = run.Has(By) ? run.Get(By) : KnownBy.Unspecified },
    };

    private static JsonObject Row(AccessChange change) => new()
    {
        ["difference"] = Words.Of(change.Difference),
        ["identity"] = ResourceName.IdOf(change.Identity),
        ["entitlement"] = ResourceName.IdOf(change.Entitlement),
        ["application"] = ResourceName.IdOf(change.Application),
        ["why"] = Words.Of(change.Reason),
        // Nothing differs of what was decided where only what was seen does.
        ["via"] = change.Difference == AccessDifference.Unspecified ? "" : EvidenceView.PathText(change.Path),
        ["cause"] = EvidenceView.Causes(change.Grants),
        ["granted"] = EvidenceView.Periods(change.Grants.Select(g => g.Validity ?? new Validity())),
        ["grants"] = EvidenceView.Grants(change.Grants),
        ["path"] = EvidenceView.Path(change.Path),
        ["observed_difference"] = Words.Of(change.ObservedDifference),
        ["accounts"] = EvidenceView.Accounts(change.Observations),
    };
}
