using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;

namespace AccessGovernance.EventLog.Tests;

/// <summary>Events and appends for tests; event ids derive from a number, so that a repeat is easily made.</summary>
internal static class Sample
{
    public static readonly EventOrigin Origin = new(new RequestId(Id(900)), Id(901), "hr-service", "mail-robot", "corr-1");

    public static readonly ImportedRow Row = new(Id(77), 12, new Instant(1_234_567));

    public static Guid Id(int number) => new(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    public static NewEvent Event(int number) => Event(number, $$"""{"n":{{number}}}""");

    public static NewEvent Event(int number, string body) =>
        new(Id(number), "test.happened.v1", Encoding.UTF8.GetBytes(body), Origin, null);

    public static NewEvent[] Events(int from, int count) => [.. Enumerable.Range(from, count).Select(Event)];

    public static StreamAppend To(string stream, long expected, params NewEvent[] events) => new(stream, expected, events);

    public static BulkAppend Bulk(params (string Stream, NewEvent Event)[] events) =>
        new(events.Select(e => e.Stream).Distinct().ToDictionary(s => s, _ => StreamAppend.NoStream), events);

    public static async Task<List<RecordedEvent>> Everything(this IEventLog log) => await log.ReadAll(0, default).Flat();

    public static async Task<List<RecordedEvent>> Flat(this IAsyncEnumerable<IReadOnlyList<RecordedEvent>> pages)
    {
        var all = new List<RecordedEvent>();
        await foreach (var page in pages)
            all.AddRange(page);
        return all;
    }

    public static async Task<AppendResult> Write(this IEventLog log, string stream, long expected, params NewEvent[] events) =>
        await log.Append(To(stream, expected, events), default);
}
