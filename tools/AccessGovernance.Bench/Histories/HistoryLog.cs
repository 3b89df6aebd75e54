using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Benches;
using AccessGovernance.Bench.Data;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.Sqlite;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Bench.Histories;

/// <summary>A made-up history in the product's own log, for a server to start on.</summary>
internal static class HistoryLog
{
    /// <summary>Writes it into a data directory, unless there is a history already; stamped with its own times.</summary>
    public static async Task Fill(string directory, MadeUpHistory history, CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(directory, "history.db")))
            return;
        var clock = new HistoryClock();
        var (log, keys) = DataDirectory.Open(directory).OpenStores(clock);
        await using (log)
        using (keys)
        {
            var writer = new HistoryWriter(log, new EventCodec(new PersonalDataSealer(keys)));
            var entries = new List<HistoryEntry>();
            while (history.TryNext(entries))
            {
                foreach (var entry in entries)
                {
                    clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(entry.Stamp.Milliseconds);
                    await writer.Write(entry.Stream, entry.What, entry.Actor, cancellation);
                }
                entries.Clear();
            }
            await writer.Flush(cancellation);
        }
    }

    /// <summary>Seconds from the log on disk into a new index: read, checked, decoded, applied.</summary>
    public static async Task<double> Replay(string directory, CancellationToken cancellation)
    {
        await using var log = SqliteEventLog.Open(Path.Combine(directory, "history.db"), TimeProvider.System);
        return await ReplayBench.Replay(log, cancellation);
    }

    /// <summary>Shows the time of the history that is being written.</summary>
    private sealed class HistoryClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
