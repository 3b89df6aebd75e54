using System.Diagnostics;
using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Data;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.Bench.Benches;

/// <summary>How fast the index of the access history is made from the log, as at every start: read, checked, decoded, applied.</summary>
internal static class ReplayBench
{
    private static readonly OrganisationSize Size = new(Identities: 20_000, Permissions: 2_000, Roles: 200, DirectGrants: 2, RoleGrants: 1);

    /// <param name="kept">A data directory that is filled when it has no history, and kept; null for one that goes.</param>
    public static async Task<Report> Run(string? kept, long events, int repetitions, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        var data = kept ?? scratch.Sub("data");
        var path = Path.Combine(data, "history.db");
        if (!File.Exists(path))
            await DataSets.Fill(data, Size, events, cancellation);
        await using var log = SqliteEventLog.Open(path, TimeProvider.System);
        List<double> seconds = [], cpuSeconds = [];
        for (var i = 0; i < repetitions; i++)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            seconds.Add(await Replay(log, new HistoryIndex(), cancellation));
            cpuSeconds.Add((Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }

        var report = new Report("replay");
        report.Figure("replay_events_per_s", Figures.Of(seconds.Select(s => log.Head.Position / s)), ">= 400,000");
        report.Figure("replay_seconds", Figures.Of(seconds), "");
        report.Figure("cpu_us_per_event", Figures.Of(cpuSeconds.Select(s => s * 1_000_000 / log.Head.Position)), "");
        report.Condition("first_events_per_s", Math.Round(log.Head.Position / seconds[0]));
        report.Condition("events", log.Head.Position);
        report.Condition("log_bytes", new FileInfo(path).Length);
        report.Condition("repetitions", repetitions);
        return report;
    }

    /// <summary>Seconds from the log into an empty index.</summary>
    public static async Task<double> Replay(SqliteEventLog log, HistoryIndex index, CancellationToken cancellation)
    {
        GC.Collect();
        var projector = new Projector(log, EventCodec.Decode, index);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var begun = Stopwatch.GetTimestamp();
        var following = projector.Run(stop.Token);
        await projector.WaitFor(log.Head.Position, cancellation);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await stop.CancelAsync();
        await following;
        return seconds;
    }
}
