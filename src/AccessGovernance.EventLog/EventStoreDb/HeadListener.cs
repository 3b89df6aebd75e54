using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventStoreProtocol;
using Grpc.Core;
using Stored = AccessGovernance.EventStoreProtocol.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>
/// Asks the leader of the store every <see cref="Interval"/> where the history ends, one question at a time, and tells of it once the
/// subscription has brought everything up to the answer (decision 18). Only the leader is asked, whichever node is read from: what
/// a follower has is not the end.
/// </summary>
internal sealed class HeadListener : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly StoreConnection leader;
    private readonly bool ownsConnection;
    private readonly StorePrefix prefix;
    private readonly StoreFollower follower;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;
    private StoreEnd? known;

    public HeadListener(StoreConnection connection, StorePrefix prefix, StoreFollower follower, TimeProvider time)
    {
        (this.prefix, this.follower, this.time, Hearing) = (prefix, follower, time, new HeadHearing(time));
        follower.Stopping = Hearing.Break;
        ownsConnection = connection.Settings.Preference != NodePreference.Leader;
        leader = ownsConnection ? new StoreConnection(connection.Settings with { Preference = NodePreference.Leader }) : connection;
    }

    public HeadHearing Hearing { get; }

    /// <summary>Asks once, and completes when everything up to the answer is here.</summary>
    /// <param name="patience">How long it is waited for what the answer told of: a leader may name what it loses before anybody has read it.</param>
    /// <exception cref="LogRefusedException">The leader could not be asked, or what it told of did not come or cannot be waited for.</exception>
    /// <exception cref="DamagedLogException">The subscription has stopped for good.</exception>
    public async Task Ask(TimeSpan patience, CancellationToken cancellation)
    {
        // After a failure it is looked for from the end again.
        var before = known;
        known = null;
        var read = follower.Waiters.Passed;
        var (askedAt, end) = await leader.Call((node, limit) => Question(node, before, limit), changes: false, cancellation);
        // It lost that, or was put back to an older copy: whoever follows it finds out which.
        if (end.Ours < read)
            throw new LogRefusedException($"the leader has our events up to {end.Ours}, and this node has read up to {read}");
        await Read(end.Ours, patience, cancellation);
        known = end;
        Hearing.Tell(askedAt);
    }

    public void Start() => running = Task.Run(Run);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        if (ownsConnection)
            await leader.DisposeAsync();
        stop.Dispose();
    }

    private async Task Run()
    {
        using var turn = new PeriodicTimer(Interval, time);
        while (!stop.IsCancellationRequested)
        {
            var next = turn.WaitForNextTickAsync(stop.Token).AsTask();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                // What is read later than that is no news any more.
                await Ask(HeadHearing.Longest, stop.Token);
            }
            // Whatever it is, the answer to it is the same: nothing was heard. Those who ask are told, and the next turn comes.
            catch (Exception e)
            {
                Hearing.Fail(e.Message);
            }
        }
    }

    private async Task Read(long commit, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await follower.Waiters.Wait(commit, patience, time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new LogRefusedException(
                $"this node has not read within {patience.TotalSeconds} s what the leader told of ({follower.Trouble ?? "it reads"})", e);
        }
    }

    // Of several attempts, that one counts which was answered. The newest record of all costs the server one look; only when it is somebody else's is
    // it asked for ours: never past what was looked at before, however much others have written since ours.
    private async Task<(long AskedAt, StoreEnd End)> Question(StoreNode node, StoreEnd? before, CancellationToken limit)
    {
        var askedAt = time.GetTimestamp();
        var newest = await First(node, StoreReads.End(), _ => true, limit);
        var place = newest is null ? default : StoreMessages.Place(newest);
        if (newest is not null && prefix.Covers(StoreMessages.Stream(newest)))
            return (askedAt, new(place, (long)place.Commit));
        if (before is { } looked && (looked.Newest == place || !await HasLater(node, looked.Newest, limit)))
            return (askedAt, new(place, looked.Ours));
        var ours = await First(node, StoreReads.Newest(prefix), _ => true, limit);
        return (askedAt, new(place, ours is null ? 0 : (long)StoreMessages.Place(ours).Commit));
    }

    private async Task<bool> HasLater(StoreNode node, StorePlace after, CancellationToken limit) =>
        await First(node, StoreReads.From(prefix, after, 2), e => e.CommitPosition > after.Commit, limit) is not null;

    private async Task<Stored?> First(StoreNode node, ReadReq request, Predicate<Stored> wanted, CancellationToken limit)
    {
        using var call = node.Streams.Read(request, leader.Headers, cancellationToken: limit);
        await foreach (var message in call.ResponseStream.ReadAllAsync(limit))
            if (message.Event?.Event is { } found && wanted(found))
                return found;
        return null;
    }

    /// <summary>What the server told.</summary>
    /// <param name="Newest">Place of its newest record, whosever that is.</param>
    /// <param name="Ours">Where the newest of our events stood then.</param>
    private sealed record StoreEnd(StorePlace Newest, long Ours);
}
