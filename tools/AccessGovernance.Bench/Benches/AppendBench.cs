using System.Diagnostics;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventLog.Sqlite;
using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// Appends of one event by an engine of the log, in turns with the raw store: SQLite group commit of as many bytes, or the same call of the
/// store's protocol with as many bytes, which ends when the server answers. The engine's ends when its node has read the event back.
/// </summary>
internal static class AppendBench
{
    public const string Sqlite = "sqlite";
    public const string EventStoreDb = "eventstoredb";
    private const int BodyBytes = 200;
    private const int EventsPerStream = 50;

    private static readonly byte[] Body = Enumerable.Repeat((byte)'1', BodyBytes).ToArray();
    private static readonly EventOrigin Origin = new(new(Guid.NewGuid()), Guid.NewGuid(), "administrator", null, null);

    public static async Task<Report> Run(string engine, LoadSettings load, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        var report = new Report("append");
        var measured = engine == Sqlite ? await OnSqlite(scratch, load) : await OnEventStore(report, scratch, load, cancellation);
        report.Figure("engine_vs_raw", Figures.Of(measured[0].Zip(measured[1], (e, r) => e.PerSecond / r.PerSecond)), ">= 0.8");
        report.Figure("engine_appends_per_s", Figures.Of(measured[0].Select(m => m.PerSecond)), "");
        report.Figure("raw_appends_per_s", Figures.Of(measured[1].Select(m => m.PerSecond)), "");
        report.Condition("engine", engine);
        report.Condition("body_bytes", BodyBytes);
        load.AddTo(report);
        return report;
    }

    private static async Task<List<Measured>[]> OnSqlite(ScratchDirectory scratch, LoadSettings load)
    {
        await using var log = SqliteEventLog.Open(scratch.Sub("engine.db"), TimeProvider.System);
        await using var raw = new RawSqlite(scratch.Sub("raw.db"), EventsPerStream, OriginFormat.Encode(Origin), Body);
        return await Turns.Run(load, Engine(log, new Places(load.InFlight), () => TimeSpan.Zero), new Work((_, _) => raw.Append(), () => TimeSpan.Zero));
    }

    private static async Task<List<Measured>[]> OnEventStore(
        Report report, ScratchDirectory scratch, LoadSettings load, CancellationToken cancellation)
    {
        await using var store = await RunningStore.Start(load.ServerDirectory, scratch.Sub("store"), TimeProvider.System, cancellation);
        await using var log = await EventStoreEventLog.Open(
            ConnectionString.Parse(store.Connection), new StorePrefix("bench"), TimeProvider.System, cancellation);
        var measured = await Turns.Run(load, Engine(log, new Places(load.InFlight), () => store.ProcessorTime), Raw(store, new Places(load.InFlight)));
        var begun = Stopwatch.GetTimestamp();
        await using var again = await EventStoreEventLog.Open(
            ConnectionString.Parse(store.Connection), new StorePrefix("bench"), TimeProvider.System, cancellation);
        report.Single("counted_at_a_start_per_s", again.Head.Position / Stopwatch.GetElapsedTime(begun).TotalSeconds, "");
        report.Condition("events_counted", again.Head.Position);
        return measured;
    }

    private static Work Engine(IEventLog log, Places places, Func<TimeSpan> processorTime) =>
        new(async (caller, _) =>
        {
            var (stream, expected) = places.Next(caller);
            var happened = new NewEvent(Guid.NewGuid(), "bench.appended.v1", Body, Origin, null);
            if (await log.Append(new StreamAppend(stream, expected, [happened]), CancellationToken.None) is not Appended)
                throw new InvalidOperationException("An append was a conflict.");
        }, processorTime);

    private static Work Raw(RunningStore store, Places places)
    {
        var client = new Streams.StreamsClient(store.Channel);
        var metadata = ByteString.CopyFrom([.. OriginFormat.Encode(Origin), .. new byte[40]]);
        return new(async (caller, _) =>
        {
            var (stream, expected) = places.Next(caller);
            using var call = client.Append();
            var options = new AppendReq.Types.Options { StreamIdentifier = new() { StreamName = ByteString.CopyFromUtf8(stream) } };
            if (expected == StreamAppend.NoStream)
                options.NoStream = new();
            else
                options.Revision = (ulong)expected;
            await call.RequestStream.WriteAsync(new AppendReq { Options = options });
            await call.RequestStream.WriteAsync(new AppendReq
            {
                ProposedMessage = new()
                {
                    Id = new UUID { String = Guid.NewGuid().ToString() },
                    Metadata = { ["type"] = "bench.appended.v1", ["content-type"] = "application/json" },
                    CustomMetadata = metadata,
                    Data = ByteString.CopyFrom(Body),
                },
            });
            await call.RequestStream.CompleteAsync();
            if ((await call.ResponseAsync).Success is null)
                throw new InvalidOperationException("An append was a conflict.");
        }, () => store.ProcessorTime);
    }

    /// <summary>Where each caller writes next: streams of its own, as short as those of identities, and a new one after each.</summary>
    private sealed class Places(int callers)
    {
        private readonly string run = Guid.NewGuid().ToString("N");
        private readonly long[] made = new long[callers];

        public (string Stream, long Expected) Next(int caller)
        {
            var number = made[caller]++;
            return ($"bench-{run}-{caller}-{number / EventsPerStream}", (number % EventsPerStream) - 1);
        }
    }
}
