using System.Runtime.CompilerServices;
using AccessGovernance.EventLog.EventStoreDb.Connections;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>Reads streams and the whole history in pages.</summary>
internal sealed class StoreReader(StoreConnection connection, StorePrefix prefix, StoreFollower follower)
{
    /// <summary>Also what others wrote and this node has not counted yet: it waits for that, so that everything has its position.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> Stream(
        string stream, long revision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var more = true; more;)
        {
            var stored = await connection.Read(StoreReads.Stream(prefix.Of(stream), revision, LogLimits.PageSize), cancellation);
            more = stored.Count == LogLimits.PageSize;
            if (stored.Count == 0)
                yield break;
            await Counted((long)stored[^1].CommitPosition, cancellation);
            var page = new List<RecordedEvent>(stored.Count);
            foreach (var one in stored)
            {
                if ((long)one.StreamRevision != revision++)
                    throw new DamagedLogException($"The stream '{stream}' has lost its event {revision - 1}: the event store truncated or deleted it.");
                var position = follower.Positions.PositionAt((long)one.CommitPosition)
                    ?? throw new DamagedLogException($"Event {one.StreamRevision} of '{stream}' was left out of what the event store delivered.");
                page.Add(FollowedBatch.Decode(one, stream, position));
            }
            yield return page;
        }
    }

    /// <summary>Everything after a position up to another one, which was counted. An outage of the store delays it for as long as that takes.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> All(long after, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var read = new HistoryRead(connection, prefix, follower, new(after, upTo));
        while (await read.Next(cancellation) is { } page)
            yield return page;
    }

    private async Task Counted(long commit, CancellationToken cancellation)
    {
        try
        {
            await follower.Waiters.Wait(commit, connection.Settings.DefaultDeadline, TimeProvider.System, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new LogRefusedException($"This node is behind the event store ({follower.Trouble ?? "it reads what came meanwhile"}). Try again later.", e);
        }
    }
}
