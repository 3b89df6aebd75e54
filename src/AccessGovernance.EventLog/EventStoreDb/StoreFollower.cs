using AccessGovernance.Domain;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventStoreProtocol;
using Grpc.Core;
using Content = AccessGovernance.EventStoreProtocol.ReadResp.ContentOneofCase;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>
/// Reads our events out of <c>$all</c> by a catch-up subscription, counts them, and publishes the head batch by batch. Goes on after the
/// last handled event when the connection is lost, for as long as it takes; stops for good when the server's log is not the one that was
/// read before.
/// </summary>
internal sealed class StoreFollower(StoreConnection connection, StoreBeginning beginning, WriterClock clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly FollowedBatch batches = new(beginning.Prefix, 0, beginning.Place, beginning.EventId);
    private readonly StreamRevisions revisions = new();
    private Task running = Task.CompletedTask;
    private DamagedLogException? fault;
    private string? trouble;

    public StorePositions Positions { get; } = new();

    public RecentEvents Recent { get; } = new();

    public HeadSignal Head { get; } = new(default);

    public PlaceWaiters Waiters { get; } = new();

    /// <summary>Why it stopped for good, null while it has not.</summary>
    public DamagedLogException? Fault => Volatile.Read(ref fault);

    /// <summary>Told why, before it stops for good.</summary>
    public Action<DamagedLogException>? Stopping { private get; set; }

    /// <summary>Why there is no subscription at the moment, null while there is one.</summary>
    public string? Trouble => Volatile.Read(ref trouble);

    public void Start() => running = Task.Run(Run);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        Waiters.End(() => new LogRefusedException("The event log is closed."));
        Head.Close();
        stop.Dispose();
    }

    private async Task Run()
    {
        while (!stop.IsCancellationRequested)
        {
            StoreNode? node = null;
            try
            {
                node = await connection.Enter(stop.Token);
                await Follow(node);
                Volatile.Write(ref trouble, "the event store ended the subscription");
            }
            catch (Exception e) when (e is RpcException or ObjectDisposedException or OperationCanceledException or LogRefusedException)
            {
                var failure = StoreConnection.Judge(e, node);
                Volatile.Write(ref trouble, failure.Text);
                if (node is not null && failure.LeavesNode)
                    await connection.Leave(node, failure.Leader);
            }
            // Damage or a defect: the answer to it is the same. Stop, keep what is counted, and say so.
            catch (Exception e)
            {
                Stop(e as DamagedLogException ?? new DamagedLogException($"What the event store delivered cannot be handled: {e.Message}", e));
                return;
            }
            finally
            {
                node?.Exit();
            }
            await ((Task)Task.Delay(connection.Settings.DiscoveryInterval, stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Stop(DamagedLogException why)
    {
        Stopping?.Invoke(why);
        Volatile.Write(ref fault, why);
        Waiters.End(() => new DamagedLogException(why.Message, why));
        Head.Close(() => new DamagedLogException(why.Message, why));
    }

    private async Task Follow(StoreNode node)
    {
        batches.Restart();
        await CheckLast(node);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, node.Gone);
        using var call = node.Streams.Read(StoreReads.Follow(beginning.Prefix, batches.Last), connection.Headers, cancellationToken: end.Token);
        await foreach (var message in call.ResponseStream.ReadAllAsync(end.Token))
        {
            Volatile.Write(ref trouble, null);
            // Checkpoints are not kept: the last handled event is a place to go on from that cannot be ahead of what was handled. Whether we
            // have caught up is told by places, which older servers give too.
            if (message.ContentCase == Content.Event)
                Handle(message.Event);
        }
    }

    // A server that was restored from a backup, or lost its tail, may have gone on otherwise.
    private async Task CheckLast(StoreNode node)
    {
        try
        {
            using var call = node.Streams.Read(StoreReads.At(batches.Last), connection.Headers, cancellationToken: stop.Token);
            if (await call.ResponseStream.MoveNext(stop.Token) && call.ResponseStream.Current.Event?.Event is { } found)
            {
                if (StoreMessages.Place(found) != batches.Last || StoreMessages.Id(found.Id) != batches.LastId)
                    throw Lost();
                return;
            }
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            throw Lost();
        }
        if (connection.Settings.Preference == NodePreference.Leader)
            throw Lost();
        throw new LogRefusedException("the node has not read so far yet");
    }

    private DamagedLogException Lost() => new($"The event store has no longer what this node read at {batches.Last.Commit} "
        + $"(position {batches.Position}): it lost acknowledged events, or was restored from an older backup. Start this node again to read what is there, "
        + "and compare it with what was acknowledged.");

    private void Handle(ReadResp.Types.ReadEvent read)
    {
        var whole = batches.Add(read);
        if (whole is not null)
            Publish(whole);
        if (read.Event is { } e)
            clock.Seen(StoreMessages.Id(e.Id), StoreMessages.Created(e));
        Waiters.Pass((long)batches.Last.Commit);
    }

    private void Publish(IReadOnlyList<(RecordedEvent Event, StorePlace Place)> whole)
    {
        var recordingTime = Head.Head.RecordingTime;
        foreach (var (e, place) in whole)
        {
            revisions.Advance(e);
            Positions.Add((long)place.Commit);
            recordingTime = Instant.Max(recordingTime, e.Stamp);
        }
        Recent.Add([.. whole.Select(w => w.Event)]);
        Head.Publish(new LogHead(whole[^1].Event.Position, recordingTime));
    }
}
