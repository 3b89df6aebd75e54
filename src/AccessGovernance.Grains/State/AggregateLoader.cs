using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Grains.State;

/// <summary>Folds one stream; a long one from its cached state, when the log agrees with that.</summary>
public sealed class AggregateLoader<TAggregate>(GrainServices services, string stream, GrainId? grain)
    where TAggregate : Aggregate, new()
{
    public async Task<(TAggregate State, CachedPlace Cached)> Load(CancellationToken cancellation)
    {
        var state = new TAggregate();
        var cached = CachedPlace.None;
        await foreach (var page in services.Log.ReadStream(stream, 0, cancellation))
        {
            // Short streams never ask the cache. A long one asks once, after its first page.
            if (page.Count >= LogLimits.PageSize && state.NextRevision == 0 && await FromCache(cancellation) is { } found)
            {
                (state, cached) = found;
                break;
            }
            FoldPage(state, page);
        }
        if (cached.Revision >= 0)
        {
            await foreach (var page in services.Log.ReadStream(stream, state.NextRevision, cancellation))
                FoldPage(state, page);
        }
        return (state, cached);
    }

    private static void FoldPage(TAggregate state, IReadOnlyList<RecordedEvent> page)
    {
        foreach (var recorded in page)
            state.Fold(recorded);
    }

    private async Task<(TAggregate, CachedPlace)?> FromCache(CancellationToken cancellation)
    {
        if (grain is null || await services.Cache.Read<TAggregate>(grain.Value) is not { } found)
            return null;
        // The log is the source: the cached state must name an event that stands at just that revision (a restored log may be shorter).
        await foreach (var page in services.Log.ReadStream(stream, found.Place.Revision, cancellation))
            return page[0].EventId == found.LastEvent ? (found.State, found.Place) : null;
        return null;
    }
}

public static class AggregateFolding
{
    /// <summary>Folds a stored event.</summary>
    public static void Fold(this Aggregate state, RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(recorded);
        var origin = recorded.Origin;
        state.Fold(EventCodec.Decode(recorded), new(recorded.BatchEnd, origin.Request, origin.Fingerprint, recorded.Import is not null));
    }
}
