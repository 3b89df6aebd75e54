using System.Runtime.CompilerServices;
using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>A log that gives out prepared events in pages; more become visible when a test says so.</summary>
internal sealed class ScriptedLog : IEventLog
{
    private readonly List<RecordedEvent> events = [];
    private readonly Dictionary<long, DomainEvent> decoded = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid StoreId { get; init; } = Guid.NewGuid();

    public HeadHearing? Hearing => null;

    public bool ClockIsTrusted => true;

    public LogHead Head
    {
        get
        {
            lock (events)
                return events.Count == 0 ? default : new LogHead(events[^1].Position, events[^1].Stamp);
        }
    }

    /// <summary>What a codec would make of an event; throws for the type "unknown".</summary>
    public DomainEvent Decode(RecordedEvent recorded) =>
        recorded.Type == "known" ? decoded[recorded.Position] : throw new InvalidDataException("no such event");

    public void Add(IEnumerable<HistoryEntry> entries, string type = "known")
    {
        lock (events)
        {
            foreach (var entry in entries)
            {
                decoded[entry.Position] = entry.What;
                events.Add(EventOf(entry, type));
            }
            more.SetResult();
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAll(
        long afterPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        List<RecordedEvent> rest;
        lock (events)
            rest = events.FindAll(e => e.Position > afterPosition);
        var page = new List<RecordedEvent>();
        foreach (var recorded in rest)
        {
            page.Add(recorded);
            if (page.Count < 3 || !recorded.EndsBatch)
                continue;
            yield return page;
            page = [];
        }
        if (page.Count > 0)
            yield return page;
    }

    public async ValueTask<LogHead> WaitPast(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (events)
            {
                if (events.Count > 0 && events[^1].Position > position)
                    return Head;
                next = more.Task;
            }
            await next.WaitAsync(cancellation);
        }
    }

    public ValueTask<AppendResult> Append(StreamAppend append, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadStream(string stream, long fromRevision, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private static RecordedEvent EventOf(HistoryEntry entry, string type) => new()
    {
        Position = entry.Position,
        Stream = entry.Stream,
        Revision = entry.Revision,
        EventId = Guid.NewGuid(),
        Type = type,
        Stamp = entry.Stamp,
        BatchIndex = entry.EndsBatch ? 1 : 0,
        BatchCount = 2,
        Body = default,
        OriginBytes = Encoding.UTF8.GetBytes("""{"a":"tester"}"""),
    };
}
