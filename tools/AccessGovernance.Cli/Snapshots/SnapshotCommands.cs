using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Snapshots;

/// <summary><c>snapshot</c>: the access state at one point on both clocks, recorded with its hash.</summary>
internal static class SnapshotCommands
{
    public static readonly Argument<string> Snapshot = Inputs.Id("SNAPSHOT", "The snapshot's UUID, as 'snapshot take' and 'snapshot list' show it");

    private static readonly Option<string?> Name = Inputs.Text("--name", "TEXT", "What it is called: about the snapshot, never about people");
    private static readonly Option<string[]> Applications = Many("--application", "Only entitlements of these applications");
    private static readonly Option<string[]> Entitlements = Many("--entitlement", "Only these entitlements");
    private static readonly Option<string[]> Identities = Many("--identity", "Only these identities");
    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant; otherwise now");
    private static readonly Option<bool> Effective = new("--effective") { Description = "Access along conferrals too, not direct grants alone" };

    private static readonly Option<EntitlementKind[]> Kinds = new("--kind")
    {
        Description = $"Only entitlements of these kinds: {string.Join(", ", Words.All<EntitlementKind>())}",
        HelpName = "WORD",
        CustomParser = result => Parsing.Value(result, _ => result.Tokens.Select(t => Words.Parse<EntitlementKind>(t.Value)).ToArray()),
    };

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("snapshot"), new("name"), new("rows"), new("valid_at"), new("position"), new("source_known_at"), new("effective"),
        new("recorded_at"), new("sha256", false),
    ];

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "snapshot",
        "Take, list, show and export snapshots: who had what at one point on both clocks, counted, hashed, reproducible for ever.",
        "agctl snapshot list")
        .With(Take(runner), List(runner), Show(runner), ExportCommand.Create(runner));

    public static string NameOf(string id) => id.StartsWith("snapshots/", StringComparison.Ordinal) ? id : "snapshots/" + id;

    private static DocumentedCommand Take(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "take",
            "Take a snapshot: rows are direct grants in force, one for each identity and entitlement.",
            "agctl snapshot take --name year-end --at 2026-01-01",
            "agctl snapshot take --application erp --kind role --effective --known-at 2026-02-15")
            .With([Name, Applications, Entitlements, Kinds, Identities, At, Effective, .. QuestionOptions.ForOneState, Inputs.RequestId]),
        TakeAsync);

    private static DocumentedCommand List(CommandRunner runner) => runner.Running(
        new DocumentedCommand("list", "All snapshots, in the order in which they were recorded.", "agctl snapshot list --output tsv")
            .With(QuestionOptions.RowLimit),
        ListAsync);

    private static DocumentedCommand Show(CommandRunner runner) => runner.Running(
        new DocumentedCommand("show", "One snapshot: its filter, its state of knowledge, its count and its hash.",
            "agctl snapshot show 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11").With(Snapshot),
        ShowAsync);

    private static async Task<ExitCode> TakeAsync(CommandRun run)
    {
        var request = new TakeSnapshotRequest
        {
            RequestId = run.RequestId(), DisplayName = run.Text(Name), ValidAt = run.Time(At), Effective = run.Get(Effective),
            Knowledge = QuestionOptions.ReadKnowledge(run), Filter = new SnapshotFilter(),
        };
        request.Filter.Applications.Add((run.Get(Applications) ?? []).Select(ResourceName.Application));
        request.Filter.Entitlements.Add((run.Get(Entitlements) ?? []).Select(ResourceName.Entitlement));
        request.Filter.Identities.Add((run.Get(Identities) ?? []).Select(ResourceName.Identity));
        request.Filter.Kinds.Add(run.Get(Kinds) ?? []);
        var answer = await run.Server.Snapshots.TakeSnapshotAsync(request, run.Server.Call);
        Print(run, "[green]taken[/]", answer.Snapshot, answer.Basis);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = new ListSnapshotsRequest { PageSize = Questions.Pages.SizeFor(limit) };
        var limited = false;
        var answer = await Questions.Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Snapshots.ListSnapshotsAsync(request, run.Server.Call);
                limited = page.LimitedToScope;
                return new Page<Snapshot>(page.Snapshots, page.NextPageToken, null);
            },
            limit);
        string[] scope = limited ? ["LIMITED: snapshots outside the scope of the token are left out."] : [];
        run.Print.List(new Listing("snapshots", Columns, [.. answer.Items.Select(Row)])
        {
            About = new JsonObject { ["complete"] = !answer.Cut, ["limited_to_scope"] = limited },
            Notes = [BasisView.Limit(answer.Cut, answer.Items.Count), .. scope],
        });
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ShowAsync(CommandRun run)
    {
        var request = new GetSnapshotRequest { Snapshot = NameOf(run.Get(Snapshot)) };
        var answer = await run.Server.Snapshots.GetSnapshotAsync(request, run.Server.Call);
        Print(run, "[bold]snapshot[/]", answer.Snapshot, answer.Basis);
        return ExitCode.Ok;
    }

    private static void Print(CommandRun run, string title, Snapshot snapshot, AnswerBasis basis)
    {
        var facts = Row(snapshot);
        facts["applications"] = EvidenceView.Ids(snapshot.Filter.Applications);
        facts["entitlements"] = EvidenceView.Ids(snapshot.Filter.Entitlements);
        facts["kinds"] = new JsonArray([.. snapshot.Filter.Kinds.Select(k => JsonValue.Create(Words.Of(k)))]);
        facts["identities"] = EvidenceView.Ids(snapshot.Filter.Identities);
        facts["within"] = EvidenceView.Ids(snapshot.Within);
        facts["token"] = snapshot.Token;
        if (run.Print.Format == OutputFormat.Json)
            facts["basis"] = BasisView.Json(basis);
        run.Print.Outcome(string.Create(CultureInfo.InvariantCulture, $"{title} {snapshot.Rows} rows"), facts, BasisView.Notes(basis));
    }

    private static JsonObject Row(Snapshot snapshot) => new()
    {
        ["snapshot"] = ResourceName.IdOf(snapshot.Name),
        ["name"] = snapshot.DisplayName,
        ["rows"] = snapshot.Rows,
        ["sha256"] = snapshot.Sha256,
        ["valid_at"] = TimeText.Show(snapshot.ValidAt),
        ["position"] = snapshot.Position,
        ["source_known_at"] = TimeText.Show(snapshot.SourceKnownAt),
        ["effective"] = snapshot.Effective,
        ["recorded_position"] = snapshot.RecordedPosition,
        ["recorded_at"] = TimeText.Show(snapshot.RecordedAt),
    };

    private static Option<string[]> Many(string name, string description) => new(name)
    {
        Description = $"{description}; may be given several times", HelpName = "ID",
    };
}
