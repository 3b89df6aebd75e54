using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AccessGovernance.Cli.Observing;

/// <summary><c>observe</c>: reports what a target system really holds.</summary>
internal static class ObserveCommand
{
    private static readonly Argument<string> FileName = new("FILE")
    {
        Description = $"CSV (UTF-8) with the header {string.Join(',', ReportReader.Columns)} and a line for each account and entitlement that it holds. "
            + "account: what the system calls the login. identity: id of whom it belongs to; empty, or not registered: an orphan. "
            + "entitlement: id of one that it holds; empty for an account that holds none. last_used: of that entitlement, or of the account where none "
            + "is named (ISO 8601; may be empty). contains: only on lines with no account: an entitlement that the one named contains in the system. "
            + "Such as: ASMITH,alice,erp:pay,2026-02-03, or of an orphan: SVC1,,erp:read,, or of what is contained: ,,erp:pay,,erp:read",
    };

    private static readonly Option<string?> Application = new("--application")
    {
        Description = "Id of the application that the file is about", HelpName = "ID", Required = true,
    };

    private static readonly Option<Timestamp?> TakenAt = Inputs.Time("--taken-at", "When the system held what the file says; otherwise now");

    private static readonly Option<bool> Delta = new("--delta") { Description = "The file has only accounts that changed since the last report" };

    private static readonly Option<bool> Partial = new("--partial") { Description = "Not everything is in it: nothing counts as gone because it is missing" };

    private static readonly Option<bool> ConfirmEmpty = new("--confirm-empty")
    {
        Description = "The file has no account because the application has none any more: everything counts as gone",
    };

    private static readonly Option<string?> Reason = Inputs.Text(
        "--reason", "TEXT", "Why it is reported so late; needed for what was taken more than a day ago. About the application, never about people");

    // What the server says of a time that it does not take.
    private static readonly string[] OfTheClock =
        ["BACKDATING_NOT_PERMITTED", "REASON_REQUIRED", "SOURCE_TIME_IN_FUTURE", "OBSERVATION_TIME_DECREASING"];

    private static readonly Option<string?> SyncId = Inputs.Text(
        "--sync-id", "UUID", "Of an interrupted report, to go on with it (with the same --taken-at); otherwise a new one is made");

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "observe",
            "Reports what a target system really holds: accounts, whom they belong to, and their entitlements.",
            "agctl observe erp.csv --application erp",
            "agctl observe changes.csv --application erp --delta --output json",
            "agctl observe old.csv --application erp --taken-at 2026-03-01T02:00:00Z --reason \"the export was late\"")
            .With(FileName, Application, TakenAt, Delta, Partial, ConfirmEmpty, Reason, SyncId),
        RunAsync);

    private static async Task<ExitCode> RunAsync(CommandRun run)
    {
        var file = Read(run.Get(FileName));
        var start = new SyncStart
        {
            SyncId = run.Has(SyncId) ? run.Text(SyncId) : Guid.NewGuid().ToString("D"),
            Application = ResourceName.Application(run.Text(Application)),
            Kind = run.Get(Delta) ? SyncKind.Delta : SyncKind.Full,
            Reason = run.Text(Reason),
            TakenAt = run.Time(TakenAt) ?? TimeText.Parse(TimeText.Show(run.Surroundings.Clock.GetUtcNow())),
        };
        var server = run.Server;
        // First, so that it is there however this ends.
        run.Surroundings.Error.WriteLine($"to go on if interrupted: --sync-id {start.SyncId} --taken-at {TimeText.Show(start.TakenAt)}");
        var ending = new SyncEnd { Complete = !run.Get(Partial), ConfirmEmpty = run.Get(ConfirmEmpty) };
        try
        {
            var result = await ProgressDisplay.RunAsync(run.Surroundings, "reporting", file.Rows.Count, report =>
                new ReportSending(server, file, start, run.Cancellation).RunAsync(ending, done => report(done, $"{done:N0} of {file.Rows.Count:N0} rows")));
            return Show(run, start, result, file.OfNobody);
        }
        catch (RpcException e) when (!run.Has(TakenAt) && Failures.Reason(e) is { } reason && OfTheClock.Contains(reason))
        {
            throw new CommandFailed(Failures.CodeOf(e.StatusCode), Failures.Explain(e).Message,
                "The time is that of this machine's clock: set it, or say with --taken-at TIME when the system held what the file says.");
        }
    }

    private static ExitCode Show(CommandRun run, SyncStart start, ReportResult result, int ofNobody)
    {
        var refused = result.Last.Refused;
        var facts = new JsonObject
        {
            ["application"] = run.Text(Application),
            ["sync_id"] = start.SyncId,
            ["taken_at"] = TimeText.Show(start.TakenAt),
            ["outcome"] = Words.Of(result.Last.Outcome),
            ["accounts"] = result.Last.Accounts,
            ["holdings"] = result.Last.Holdings,
            ["unmatched"] = result.Unmatched,
            ["of_nobody"] = ofNobody,
            ["refused"] = refused,
            ["refused_lines"] = new JsonArray([.. result.Refused.Select(r => new JsonObject
            {
                ["line"] = r.Line, ["field"] = r.Field, ["message"] = r.Message,
            })]),
        };
        var whole = result.Last.Outcome == SyncOutcome.Complete;
        run.Print.Outcome(
            whole ? $"[green]ok[/]  {result.Last.Accounts:N0} accounts reported" : "[yellow]partial[/]: nothing counts as gone because it is missing",
            facts,
            [
                .. result.Refused.Select(r => $"line {r.Line}: {r.Field} {r.Message}"),
                .. ofNobody == 0 ? [] : new[] { $"{ofNobody:N0} accounts name no identity: they are orphans" },
                .. result.Unmatched == 0 ? [] : new[] { $"{result.Unmatched:N0} accounts name an identity that is not registered: they are orphans" },
            ]);
        return refused == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static ReportFile Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return ReportReader.Read(stream);
        }
        catch (ReportFileProblem problem)
        {
            throw CommandFailed.Usage($"{path}: {problem.Message}", "Nothing was sent. Mend the file and run the command again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Usage($"'{path}' cannot be read: {e.Message}", "Nothing was sent. Check the path and its permissions.");
        }
    }
}
