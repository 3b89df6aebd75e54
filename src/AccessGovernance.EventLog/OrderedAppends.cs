namespace AccessGovernance.EventLog;

/// <summary>Appends to many streams in the order given, whatever the engine can.</summary>
public static class OrderedAppends
{
    /// <summary>
    /// As one batch where the engine can (<see cref="IOrderedBulkAppend"/>). Else by one append after another: what one request recorded goes
    /// by streams, in the order of their last events, so that the stream that the request ends with is written last and only then counts as
    /// done. A conflict or an exception then leaves what came before in the log: whoever decides again finds those requests there.
    /// </summary>
    public static async ValueTask<AppendResult> AppendInOrder(this IEventLog log, BulkAppend append, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(append);
        if (log is IOrderedBulkAppend bulk)
            return await bulk.AppendInOrder(append, cancellation);
        var expected = new Dictionary<string, long>(append.Expected, StringComparer.Ordinal);
        var written = new Appended(0, log.Head.Position, StreamAppend.NoStream);
        foreach (var request in ByRequest(append.Events))
        {
            foreach (var (stream, events) in ByStream(request))
            {
                if (!expected.TryGetValue(stream, out var revision))
                    throw new ArgumentException($"No expected revision is given for stream '{stream}'.", nameof(append));
                var result = await log.Append(new StreamAppend(stream, revision, events), cancellation);
                if (result is not Appended done)
                    return result;
                expected[stream] = done.LastRevision;
                written = done with { FirstPosition = written.FirstPosition == 0 ? done.FirstPosition : written.FirstPosition };
            }
        }
        return written;
    }

    private static IEnumerable<List<(string Stream, NewEvent Event)>> ByRequest(IReadOnlyList<(string Stream, NewEvent Event)> events)
    {
        for (var from = 0; from < events.Count;)
        {
            var request = events[from].Event.Origin.Request;
            var group = events.Skip(from).TakeWhile(e => e.Event.Origin.Request == request).ToList();
            from += group.Count;
            yield return group;
        }
    }

    private static IEnumerable<(string Stream, List<NewEvent> Events)> ByStream(List<(string Stream, NewEvent Event)> request) => request
        .Select((e, index) => (e.Stream, e.Event, Index: index))
        .GroupBy(e => e.Stream, StringComparer.Ordinal)
        .OrderBy(g => g.Last().Index)
        .Select(g => (g.Key, g.Select(e => e.Event).ToList()));
}
