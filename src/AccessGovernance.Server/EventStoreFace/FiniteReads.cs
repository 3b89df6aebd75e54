using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Answers reads that end: at the count asked for, or at the end of what there was when the read began.</summary>
internal sealed class FiniteReads(SqliteEventLog log, IFaceContent content)
{
    public Task Run(ReadQuestion question, ReadAnswer answer, CancellationToken cancellation) => question switch
    {
        { Stream: { } stream } => ReadStream(stream, question, answer, cancellation),
        { Backwards: true } => ReadAllBackwards(question, answer, cancellation),
        _ => ReadAllForwards(question, answer, cancellation),
    };

    private async Task ReadAllForwards(ReadQuestion question, ReadAnswer answer, CancellationToken cancellation)
    {
        var upTo = log.Head.Position;
        var after = question.From switch
        {
            { IsEnd: true } => upTo,
            { At: { } at } => Math.Max(0, Existing(at, upTo) - 1),
            _ => 0,
        };
        for (var left = question.Count!.Value; left > 0 && after < upTo;)
        {
            var page = await log.SliceAfter(after, PageFor(question, left), cancellation);
            left -= await Put(page.Where(e => e.Position <= upTo), question, left, answer);
            after = page[^1].Position;
            await answer.Flush(cancellation);
        }
    }

    private async Task ReadAllBackwards(ReadQuestion question, ReadAnswer answer, CancellationToken cancellation)
    {
        var head = log.Head.Position;
        // What ends at the position: the event at it is not read.
        var before = question.From switch
        {
            { IsEnd: true } => head + 1,
            { At: { } at } => Existing(at, head),
            _ => 0,
        };
        for (var left = question.Count!.Value; left > 0 && before > 1;)
        {
            var page = await log.SliceBefore(before, PageFor(question, left), cancellation);
            left -= await Put(page, question, left, answer);
            before = page[^1].Position;
            await answer.Flush(cancellation);
        }
    }

    private async Task ReadStream(string stream, ReadQuestion question, ReadAnswer answer, CancellationToken cancellation)
    {
        var standing = await content.Standing(stream, cancellation);
        if (standing.IsTombstoned)
            throw FaceErrors.StreamDeleted(stream);
        if (!standing.HasEvents)
        {
            await answer.NotFound(stream);
            await answer.Flush(cancellation);
            return;
        }
        var sent = question.Backwards
            ? await ReadDown(stream, standing, question, answer, cancellation)
            : await ReadUp(stream, standing, question, answer, cancellation);
        if (question.TellsEnds)
        {
            if (sent == 0 && !question.Backwards)
                await answer.FirstRevision(standing.Last + 1);
            await answer.LastRevision(standing.Last);
        }
        await answer.Flush(cancellation);
    }

    private async Task<long> ReadUp(
        string stream, StreamStanding standing, ReadQuestion question, ReadAnswer answer, CancellationToken cancellation)
    {
        var next = Math.Max(standing.First, question.From.IsEnd ? standing.Last : question.From.At ?? 0);
        var sent = 0L;
        while (sent < question.Count && next <= standing.Last)
        {
            var page = await log.StreamSliceFrom(stream, next, PageFor(question, question.Count.Value - sent), cancellation);
            sent += await Put(page.Where(e => e.Revision <= standing.Last), question, question.Count.Value - sent, answer);
            next = page[^1].Revision + 1;
            await answer.Flush(cancellation);
        }
        return sent;
    }

    private async Task<long> ReadDown(
        string stream, StreamStanding standing, ReadQuestion question, ReadAnswer answer, CancellationToken cancellation)
    {
        var next = question.From.IsEnd ? standing.Last : Math.Min(standing.Last, question.From.At ?? 0);
        var sent = 0L;
        while (sent < question.Count && next >= standing.First)
        {
            var page = await log.StreamSliceDownFrom(stream, next, PageFor(question, question.Count.Value - sent), cancellation);
            sent += await Put(page.Where(e => e.Revision >= standing.First), question, question.Count.Value - sent, answer);
            next = page[^1].Revision - 1;
            await answer.Flush(cancellation);
        }
        return sent;
    }

    private static async Task<long> Put(IEnumerable<RecordedEvent> page, ReadQuestion question, long most, ReadAnswer answer)
    {
        var sent = 0L;
        foreach (var e in page)
        {
            if (sent == most)
                break;
            if (question.Filter?.Matches(e) == false)
                continue;
            await answer.Event(e);
            sent++;
        }
        return sent;
    }

    // A filter may pass over any number of events.
    private static int PageFor(ReadQuestion question, long left) =>
        question.Filter is null ? (int)Math.Min(left, FaceLimits.PageEvents) : FaceLimits.PageEvents;

    private static long Existing(long position, long head) => position <= head ? position : throw FaceErrors.InvalidPosition();
}
