namespace AccessGovernance.EventLog;

/// <summary>What an engine knows of its streams at the moment of a decision.</summary>
internal interface IStreamState
{
    /// <summary>The stream's last revision, or <see cref="StreamAppend.NoStream"/>.</summary>
    long LastRevision(string stream);

    /// <summary>Exactly <paramref name="count"/> events from a revision on; the caller knows that they exist.</summary>
    IReadOnlyList<RecordedEvent> Events(string stream, long fromRevision, int count);
}

/// <summary>
/// Decides an append, the same way in every engine: write it, answer the original positions of an identical earlier one, or refuse it as a
/// conflict. A repeat that covers only a part of what is stored, or more than it, is a conflict.
/// </summary>
internal static class AppendRules
{
    /// <param name="head">The last position so far: the answer to an append without events.</param>
    /// <returns>The answer, or null when the batch is to be written.</returns>
    public static AppendResult? Decide(Batch batch, IStreamState streams, long head)
    {
        RevisionConflict? conflict = null;
        var ready = 0;
        foreach (var part in batch.Parts)
        {
            var actual = streams.LastRevision(part.Stream);
            if (actual == part.ExpectedRevision)
                ready++;
            else
                conflict ??= new RevisionConflict(part.Stream, actual);
        }
        if (conflict is null)
            return batch.Count == 0 ? new Appended(0, head, LastRevisionAfter(batch)) : null;
        // A part that could still be written proves that the whole never was.
        return ready > 0 || batch.Count == 0 ? conflict : Repeated(batch, streams) ?? (AppendResult)conflict;
    }

    /// <summary>The last revision of the stream of the last event, once the batch is written.</summary>
    public static long LastRevisionAfter(Batch batch) =>
        batch.Count > 0 ? batch.LastRevision : batch.Parts is [.., var part] ? part.ExpectedRevision : StreamAppend.NoStream;

    private static Appended? Repeated(Batch batch, IStreamState streams)
    {
        long first = long.MaxValue, last = 0;
        foreach (var part in batch.Parts)
        {
            if (streams.LastRevision(part.Stream) < part.ExpectedRevision + part.Events.Count)
                return null;
            var stored = streams.Events(part.Stream, part.ExpectedRevision + 1, part.Events.Count);
            for (var i = 0; i < stored.Count; i++)
                if (stored[i].EventId != part.Events[i].EventId)
                    return null;
            first = Math.Min(first, stored[0].Position);
            last = Math.Max(last, stored[^1].Position);
        }
        return new Appended(first, last, LastRevisionAfter(batch));
    }
}
