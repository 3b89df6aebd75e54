using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Grpc.Core;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>watch</c>: changes of access as they are recorded, one line each, until interrupted.</summary>
internal static class WatchCommand
{
    private const int MaxCount = 1_000_000_000;

    private static readonly Option<string?> Application = Inputs.Text("--application", "ID", "Only entitlements of this application");
    private static readonly Option<string?> Entitlement = Inputs.Text("--entitlement", "ID", "Only this entitlement");
    private static readonly Option<string?> Identity = Inputs.Text("--identity", "ID", "Only this identity");
    private static readonly Option<string?> After = Inputs.Text("--after", "TOKEN", "Begin after this token of an answer; otherwise now");

    private static readonly Option<int?> Count = new("--count")
    {
        Description = "End after so many changes",
        HelpName = "N",
        CustomParser = result => Parsing.Value<int?>(result, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MaxCount
                ? n
                : throw new FormatException($"'{text}' is not a number from 1 to {MaxCount}")),
    };

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("recorded_at"), new("what"), new("identity"), new("entitlement"), new("conferred_by"), new("from"), new("until"), new("cause"),
        new("actor"), new("position"), new("source_recorded_at", false), new("fact_id", false), new("token", false),
    ];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "watch",
            "Watch changes of access as they are recorded, one line each; with --output json, one document a line. Ends with Ctrl-C.",
            "agctl watch --application erp",
            "agctl watch --identity alice --output json")
            .With([Application, Entitlement, Identity, After, Count]),
        WatchAsync);

    private static async Task<ExitCode> WatchAsync(CommandRun run)
    {
        var request = new WatchHistoryRequest { After = run.Text(After) };
        if (run.Has(Application))
            request.Application = ResourceName.Application(run.Text(Application));
        if (run.Has(Entitlement))
            request.Entitlement = ResourceName.Entitlement(run.Text(Entitlement));
        if (run.Has(Identity))
            request.Identity = ResourceName.Identity(run.Text(Identity));
        try
        {
            await FollowAsync(run, request);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && run.Cancellation.IsCancellationRequested)
        {
            // Interrupting it is how it ends.
            return Ended(run, request);
        }
        catch (RpcException) when (request.After.Length > 0)
        {
            Ended(run, request);
            throw;
        }
        return Ended(run, request);
    }

    /// <summary>Keeps in the request where it has come to.</summary>
    private static async Task FollowAsync(CommandRun run, WatchHistoryRequest request)
    {
        var left = run.Get(Count) ?? int.MaxValue;
        using var call = run.Server.History.WatchHistory(request.Clone(), run.Server.Stream(run.Cancellation));
        var begun = false;
        while (left > 0 && await call.ResponseStream.MoveNext(run.Cancellation))
        {
            var heard = call.ResponseStream.Current;
            request.After = heard.Token;
            if (!begun)
                run.Print.Begin(Columns, heard.LimitedToScope ? "LIMITED: the scope of the token hides part of the changes." : null);
            begun = true;
            if (heard.Change is null)
                continue;
            run.Print.Line(Columns, Row(heard));
            left--;
        }
    }

    private static ExitCode Ended(CommandRun run, WatchHistoryRequest request)
    {
        if (request.After.Length > 0)
            run.Surroundings.Error.WriteLine($"Go on with: --after {PlainText.OneLine(request.After)}");
        return ExitCode.Ok;
    }

    private static JsonObject Row(WatchHistoryResponse heard) => new()
    {
        ["recorded_at"] = TimeText.Show(heard.Change.RecordedAt),
        ["what"] = heard.Change.What,
        ["identity"] = ResourceName.IdOf(heard.Change.Identity),
        ["entitlement"] = ResourceName.IdOf(heard.Change.Entitlement),
        ["conferred_by"] = ResourceName.IdOf(heard.Change.ConferredBy),
        ["from"] = TimeText.Show(heard.Change.Validity?.From),
        ["until"] = TimeText.Show(heard.Change.Validity?.Until),
        ["cause"] = EvidenceView.CauseText(heard.Change.Cause),
        ["actor"] = heard.Change.Actor,
        ["position"] = heard.Position,
        ["source_recorded_at"] = TimeText.Show(heard.Change.SourceRecordedAt),
        ["fact_id"] = heard.Change.FactId,
        ["token"] = heard.Token,
    };
}
