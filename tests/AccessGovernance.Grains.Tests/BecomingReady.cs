using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Requests;
using Microsoft.Extensions.Time.Testing;

namespace AccessGovernance.Grains.Tests;

/// <summary>A node is ready once its read models have come to the end of the log, and not a moment before.</summary>
public sealed class BecomingReady : IAsyncDisposable
{
    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("ready-");
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly CancellationTokenSource stop = new();
    private readonly KeyStore keys;
    private readonly InMemoryEventLog log;
    private readonly Projector history;
    private readonly DirectoryProjector directory;
    private readonly ReadinessProbe probe;
    private Task running = Task.CompletedTask;

    public BecomingReady()
    {
        var keyFile = Path.Combine(folder.FullName, "keys.db");
        keys = KeyStore.Open(keyFile, MasterKey.Open(Path.Combine(folder.FullName, "master.key"), keyFile));
        log = new(time);
        history = new(log, EventCodec.Decode, new());
        directory = new(log, new(new(keys)), new());
        probe = new(log, history, [directory], new NodeClock(time, log), time);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        keys.Dispose();
        stop.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Waits_for_both_read_models_and_no_longer_than_its_patience()
    {
        await Record();
        var looking = probe.Look(default, default);
        Assert.False(looking.IsCompleted);
        time.Advance(ReadinessProbe.Patience);

        var behind = await looking;

        Assert.Equal((false, "the read models are behind the history", 1L), (behind.IsReady, behind.WhyNot, behind.LagPositions));
        Assert.Equal((1, 0, 0), (behind.HeadPosition, behind.HistoryPosition, behind.FollowersPosition));
        running = history.Run(stop.Token);
        await history.WaitFor(1, CancellationToken.None);
        looking = probe.Look(default, default);
        Assert.False(looking.IsCompleted);
        running = Task.WhenAll(running, directory.Run(stop.Token));
        Assert.Equal(new Readiness(null, 1, 1, 1, 0, 0), await looking);
    }

    [Fact]
    public async Task Is_over_once_the_node_stops()
    {
        Assert.True((await probe.Look(default, default)).IsReady);

        var stopping = await probe.Look(new CancellationToken(canceled: true), default);

        Assert.Equal("this node is stopping", stopping.WhyNot);
    }

    private async Task Record()
    {
        var (stream, id) = (StreamNames.Of(new IdentityId("i")), Guid.NewGuid());
        var (type, body) = new EventCodec(new(keys)).Encode(new RequestNoted(false), stream, id);
        var origin = new EventOrigin(new RequestId(Guid.NewGuid()), default, "hr", null, null);
        Assert.IsType<Appended>(await log.Append(new(stream, StreamAppend.NoStream, [new(id, type, body, origin, null)]), CancellationToken.None));
    }
}
