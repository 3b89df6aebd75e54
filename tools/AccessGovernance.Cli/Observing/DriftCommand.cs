using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Observing;

/// <summary><c>drift</c>, <c>orphans</c> and <c>syncs</c>: where what an application holds is not what was decided, and how well that is known.</summary>
internal static class DriftCommand
{
    private static readonly Argument<string> Application = Inputs.Id("APPLICATION", "Id of the application");
    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant asked about; otherwise now");
    private static readonly Option<DriftKind> Kind = Inputs.Word("--kind", "Only one kind of difference", DriftKind.Unspecified);

    private static readonly IReadOnlyList<Column> DriftColumns = [new("kind"), new("identity"), new("entitlement"), new("accounts", false), new("last_used")];
    private static readonly IReadOnlyList<Column> SyncColumns =
    [
        new("taken_at"), new("kind"), new("outcome"), new("accounts"), new("holdings"), new("refused"), new("recorded_at", false), new("sync_id", false),
        new("reason", false),
    ];

    private static readonly IReadOnlyList<Column> OrphanColumns = [new("login"), new("account"), new("since"), new("last_used"), new("holds")];

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(
            new DocumentedCommand(
                "drift", "What an application holds and was not granted, and what was granted and is not held, as of its last complete report.",
                "agctl drift erp", "agctl drift erp --kind held-not-granted --at 2026-03-01 --output json")
                .With([Application, At, Kind, .. QuestionOptions.ForKnowledge]),
            DriftAsync),
        runner.Running(
            new DocumentedCommand(
                "orphans", "Accounts of an application that belong to nobody known.", "agctl orphans erp", "agctl orphans erp --at 2026-03-01")
                .With([Application, At, .. QuestionOptions.ForKnowledge]),
            OrphansAsync),
        runner.Running(
            new DocumentedCommand(
                "syncs", "Reports of an application, the latest first: when each was taken, and whether it was complete.", "agctl syncs erp --limit 10")
                .With([Application, .. QuestionOptions.ForKnowledge]),
            SyncsAsync),
    ];

    private static async Task<ExitCode> DriftAsync(CommandRun run)
    {
        var request = new ListDriftRequest
        {
            Application = ResourceName.Application(run.Get(Application)), Kind = run.Get(Kind), ValidAt = run.Time(At),
            Knowledge = QuestionOptions.ReadKnowledge(run), PageSize = Questions.Pages.SizeFor(run.Get(QuestionOptions.RowLimit)),
        };
        var compared = "";
        var answer = await ObservedAnswer.CollectAsync(
            run, token => run.Server.Observations.ListDriftAsync(new(request) { PageToken = token }, run.Server.Call),
            p =>
            {
                compared = TimeText.Show(p.ComparedAt);
                return new Page<Drift>(p.Drift, p.NextPageToken, p.Basis);
            });
        string[] notes = compared.Length == 0 ? [] : [$"Compared as of the report of {compared}."];
        ObservedAnswer.Print(run, new Listing("drift", DriftColumns, [.. answer.Items.Select(Row)]), answer, [new("compared_at", compared)], notes);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> OrphansAsync(CommandRun run)
    {
        var request = new ListOrphansRequest
        {
            Application = ResourceName.Application(run.Get(Application)), ValidAt = run.Time(At), Knowledge = QuestionOptions.ReadKnowledge(run),
            PageSize = Questions.Pages.SizeFor(run.Get(QuestionOptions.RowLimit)),
        };
        var answer = await ObservedAnswer.CollectAsync(
            run, token => run.Server.Observations.ListOrphansAsync(new(request) { PageToken = token }, run.Server.Call),
            p => new Page<Orphan>(p.Orphans, p.NextPageToken, p.Basis));
        ObservedAnswer.Print(run, new Listing("orphans", OrphanColumns, [.. answer.Items.Select(Row)]), answer, [new("application", run.Get(Application))]);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> SyncsAsync(CommandRun run)
    {
        var request = new ListSyncsRequest
        {
            Application = ResourceName.Application(run.Get(Application)), Knowledge = QuestionOptions.ReadKnowledge(run),
            PageSize = Questions.Pages.SizeFor(run.Get(QuestionOptions.RowLimit)),
        };
        var answer = await ObservedAnswer.CollectAsync(
            run, token => run.Server.Observations.ListSyncsAsync(new(request) { PageToken = token }, run.Server.Call),
            p => new Page<Sync>(p.Syncs, p.NextPageToken, p.Basis));
        ObservedAnswer.Print(run, new Listing("syncs", SyncColumns, [.. answer.Items.Select(Row)]), answer, [new("application", run.Get(Application))]);
        return ExitCode.Ok;
    }

    private static JsonObject Row(Drift drift) => new()
    {
        ["kind"] = Words.Of(drift.Kind),
        ["identity"] = ResourceName.IdOf(drift.Identity),
        ["entitlement"] = ResourceName.IdOf(drift.Entitlement),
        ["accounts"] = new JsonArray([.. drift.Observations.Select(o => JsonValue.Create(o.Account))]),
        ["last_used"] = TimeText.Show(drift.Observations.Select(o => o.LastUsed).Where(u => u is not null).DefaultIfEmpty().Max()),
    };

    private static JsonObject Row(Sync sync) => new()
    {
        ["taken_at"] = TimeText.Show(sync.TakenAt),
        ["kind"] = Words.Of(sync.Kind),
        ["outcome"] = sync.Outcome == SyncOutcome.Unspecified ? "open" : Words.Of(sync.Outcome),
        ["accounts"] = sync.Accounts,
        ["holdings"] = sync.Holdings,
        ["refused"] = sync.Refused,
        ["recorded_at"] = TimeText.Show(sync.RecordedAt),
        ["sync_id"] = sync.SyncId,
        ["reason"] = sync.Reason,
    };

    private static JsonObject Row(Orphan orphan) => new()
    {
        ["login"] = orphan.Login,
        ["account"] = orphan.Account,
        ["since"] = TimeText.Show(orphan.Validity?.From),
        ["last_used"] = TimeText.Show(orphan.LastUsed),
        ["holds"] = EvidenceView.Ids(orphan.Holds),
    };
}
