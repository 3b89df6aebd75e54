using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.InMemory;

namespace AccessGovernance.Grains.Tests;

/// <summary>The log of the tests, which counts the pages of every stream that are read, and can hide the end of a stream.</summary>
public sealed class CountingLog(InMemoryEventLog inner) : IEventLog, IOrderedBulkAppend
{
    private readonly ConcurrentDictionary<string, int> pages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> shortened = new(StringComparer.Ordinal);

    public Guid StoreId => inner.StoreId;

    public LogHead Head => inner.Head;

    /// <summary>Null while the log is this process's alone.</summary>
    public HeadHearing? Hearing { get; set; }

    public bool ClockIsTrusted => true;

    public LogFaults Faults => inner.Faults;

    /// <summary>Pages of a stream that were read since the last call.</summary>
    public int TakePages(string stream) => pages.TryRemove(stream, out var count) ? count : 0;

    /// <summary>From now on the stream reads as if it ended before a revision, as a restored log may.</summary>
    public void Shorten(string stream, long revision) => shortened[stream] = revision;

    public ValueTask<AppendResult> Append(StreamAppend append, CancellationToken cancellation) => inner.Append(append, cancellation);

    public ValueTask<AppendResult> AppendInOrder(BulkAppend append, CancellationToken cancellation) => inner.AppendInOrder(append, cancellation);

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAll(long afterPosition, CancellationToken cancellation) =>
        inner.ReadAll(afterPosition, cancellation);

    public ValueTask<LogHead> WaitPast(long position, CancellationToken cancellation) => inner.WaitPast(position, cancellation);

    public async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadStream(
        string stream, long fromRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var end = shortened.GetValueOrDefault(stream, long.MaxValue);
        await foreach (var page in inner.ReadStream(stream, fromRevision, cancellation))
        {
            var visible = page.Where(e => e.Revision < end).ToList();
            if (visible.Count == 0)
                yield break;
            pages.AddOrUpdate(stream, 1, (_, count) => count + 1);
            yield return visible;
        }
    }
}
