using System.Diagnostics;
using AccessGovernance.AccessHistory;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Bench.Benches;
using AccessGovernance.Bench.Data;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.Sqlite;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Bench.Histories;

/// <summary>Seconds until an index answers.</summary>
/// <param name="RebuildSeconds">Read from the log, checked, decoded, applied.</param>
/// <param name="LoadSeconds">Loaded from a checkpoint.</param>
/// <param name="CheckpointBytes">Its length.</param>
internal sealed record Starts(double RebuildSeconds, double LoadSeconds, long CheckpointBytes);

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

    /// <summary>How long it takes until an index answers: made from the log on disk, and loaded from a checkpoint of it.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="file">Where the checkpoint is written.</param>
    /// <exception cref="InvalidOperationException">The checkpoint could not be saved or loaded, or gives another index.</exception>
    public static async Task<Starts> Start(string directory, string file, CancellationToken cancellation)
    {
        await using var log = SqliteEventLog.Open(Path.Combine(directory, "history.db"), TimeProvider.System);
        var checkpoint = new IndexCheckpoint(file);
        var (rebuild, digest) = await Rebuild(log, checkpoint, cancellation);
        GC.Collect();
        var begun = Stopwatch.GetTimestamp();
        var loaded = await checkpoint.LoadOrNew(log, cancellation);
        var load = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (checkpoint.Trouble is { } trouble)
            throw new InvalidOperationException($"The checkpoint was not loaded: {trouble}");
        return digest == DigestOf(loaded, cancellation) ? new(rebuild, load, new FileInfo(file).Length)
            : throw new InvalidOperationException("The index of the checkpoint is another than the one of the log.");
    }

    private static async Task<(double Seconds, string Digest)> Rebuild(SqliteEventLog log, IndexCheckpoint checkpoint, CancellationToken cancellation)
    {
        var index = new HistoryIndex();
        var seconds = await ReplayBench.Replay(log, index, cancellation);
        return checkpoint.TrySave(index, log.StoreId) ? (seconds, DigestOf(index, cancellation))
            : throw new InvalidOperationException($"The checkpoint was not saved: {checkpoint.Trouble}");
    }

    private static string DigestOf(HistoryIndex index, CancellationToken cancellation)
    {
        var reader = new HistoryReader(index);
        return reader.Digest(reader.Latest, cancellation);
    }

    /// <summary>Shows the time of the history that is being written.</summary>
    private sealed class HistoryClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
