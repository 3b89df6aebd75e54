using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// Answers reads that do not end: a confirmation, what there is, word that the client has caught up, then what is new. A client that takes
/// nothing is waited for; it gets everything in the end, without gaps, and is told again when it has caught up.
/// </summary>
internal sealed class Subscriptions(SqliteEventLog log, IFaceContent content, TimeProvider time)
{
    public Task Run(ReadQuestion question, ReadAnswer answer, CancellationToken cancellation) => question.Stream is { } stream
        ? FollowStream(stream, question, answer, cancellation)
        : FollowAll(question, answer, cancellation);

    private async Task FollowAll(ReadQuestion question, ReadAnswer answer, CancellationToken cancellation)
    {
        var head = log.Head.Position;
        var after = question.From.IsEnd ? head : question.From.At ?? 0;
        // A history shorter than the client's is another one: it was restored, and the client has to know.
        if (after > head)
            throw FaceErrors.InvalidPosition();
        await answer.Confirm();
        await answer.Flush(cancellation);
        var checkpoints = new Checkpoints(question.Filter, after, answer, time);
        await Follow(after, new(
            async e =>
            {
                if (question.Filter?.Matches(e) != false)
                    await answer.Event(e);
                await checkpoints.Passed(e.Position);
            },
            async position =>
            {
                await checkpoints.AtEnd(position);
                await answer.CaughtUpWithAll(position, time.GetUtcNow());
            },
            answer), cancellation);
    }

    private async Task FollowStream(string stream, ReadQuestion question, ReadAnswer answer, CancellationToken cancellation)
    {
        var standing = await content.Standing(stream, cancellation);
        if (standing.IsTombstoned)
            throw FaceErrors.StreamDeleted(stream);
        await answer.Confirm();
        await answer.Flush(cancellation);
        var next = Math.Max(standing.First, question.From.IsEnd ? standing.Last + 1 : question.From.At + 1 ?? 0);
        var head = log.Head.Position;
        while (await log.StreamSliceFrom(stream, next, FaceLimits.PageEvents, cancellation) is [.., var last] page)
        {
            foreach (var e in page)
                await Deliver(e, answer, cancellation);
            next = last.Revision + 1;
            await answer.Flush(cancellation);
        }
        // From here on the whole log is followed: it costs nothing when others write, and nothing of the stream can be missed.
        await Follow(head, new(
            async e =>
            {
                if (e.Stream != stream || e.Revision < next)
                    return;
                await Deliver(e, answer, cancellation);
                next = e.Revision + 1;
            },
            _ => answer.CaughtUpWithStream(next - 1, time.GetUtcNow()),
            answer), cancellation);
    }

    private async Task Deliver(RecordedEvent e, ReadAnswer answer, CancellationToken cancellation)
    {
        await answer.Event(e);
        if (content.Show(e).Revision == long.MaxValue)
        {
            await answer.Flush(cancellation);
            throw FaceErrors.StreamDeleted(e.Stream);
        }
    }

    private async Task Follow(long after, Follower follower, CancellationToken cancellation)
    {
        for (var live = false; ;)
        {
            var page = await log.SliceAfter(after, FaceLimits.PageEvents, cancellation);
            foreach (var e in page)
            {
                await follower.Each(e);
                after = e.Position;
            }
            var head = log.Head.Position;
            if (page.Count > 0 && after < head)
            {
                await follower.Answer.Flush(cancellation);
                live &= head - after <= FaceLimits.PageEvents;
                continue;
            }
            if (!live)
                await follower.CaughtUp(after);
            live = true;
            await follower.Answer.Flush(cancellation);
            await log.WaitPast(after, cancellation);
        }
    }

    /// <summary>What is done with each event, and on having reached the end at a position.</summary>
    private sealed record Follower(Func<RecordedEvent, Task> Each, Func<long, Task> CaughtUp, ReadAnswer Answer);
}

/// <summary>Tells a filtered subscription how far it is although nothing matches. Never the same place twice.</summary>
internal sealed class Checkpoints(EventFilter? filter, long start, ReadAnswer answer, TimeProvider time)
{
    private long told = start;
    private long examined;

    public async Task Passed(long position)
    {
        if (filter is not null && ++examined >= filter.CheckpointInterval)
            await Tell(position);
    }

    public async Task AtEnd(long position)
    {
        if (filter is not null && position > told)
            await Tell(position);
    }

    private Task Tell(long position)
    {
        (told, examined) = (position, 0);
        return answer.Checkpoint(position, time.GetUtcNow());
    }
}
