using AccessGovernance.EventStoreProtocol;
using Options = AccessGovernance.EventStoreProtocol.ReadReq.Types.Options;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>The reads that we make. All name a form of ids and say whether there is a filter, which servers insist on.</summary>
internal static class StoreReads
{
    /// <summary>Records that the server looks at for one page of a filtered read; few are of others where it serves us alone.</summary>
    private const uint Window = 500;

    /// <summary>Our events after a place, without end.</summary>
    public static ReadReq Follow(StorePrefix prefix, StorePlace after) => All(after, Filtered(prefix), o => o.Subscription = new());

    /// <summary>Our events from a place on.</summary>
    public static ReadReq From(StorePrefix prefix, StorePlace place, long count) => All(place, Filtered(prefix), o => o.Count = (ulong)count);

    /// <summary>Whatever stands at a place.</summary>
    public static ReadReq At(StorePlace place) => All(place, null, o => o.Count = 1);

    /// <summary>The newest of our events.</summary>
    public static ReadReq Newest(StorePrefix prefix) => Backwards(All(null, Filtered(prefix), o => o.Count = 1));

    /// <summary>The newest record of all.</summary>
    public static ReadReq End() => Backwards(All(null, null, o => o.Count = 1));

    public static ReadReq Stream(string stream, long fromRevision, long count)
    {
        var request = StreamRequest(stream, count);
        request.Options.Stream.Revision = (ulong)fromRevision;
        return request;
    }

    public static ReadReq StreamEnd(string stream)
    {
        var request = StreamRequest(stream, 1);
        request.Options.Stream.End = new();
        return Backwards(request);
    }

    private static ReadReq Backwards(ReadReq request)
    {
        request.Options.ReadDirection = Options.Types.ReadDirection.Backwards;
        return request;
    }

    private static ReadReq StreamRequest(string stream, long count) => new()
    {
        Options = new()
        {
            Stream = new() { StreamIdentifier = StoreMessages.Stream(stream) },
            Count = (ulong)count,
            NoFilter = new(),
            UuidOption = new() { Structured = new() },
        },
    };

    private static ReadReq All(StorePlace? place, Options.Types.FilterOptions? filter, Action<Options> bound)
    {
        var options = new Options { All = new(), UuidOption = new() { Structured = new() } };
        if (place is { } at)
            options.All.Position = new() { CommitPosition = at.Commit, PreparePosition = at.Prepare };
        else
            options.All.End = new();
        if (filter is null)
            options.NoFilter = new();
        else
            options.Filter = filter;
        bound(options);
        return new ReadReq { Options = options };
    }

    private static Options.Types.FilterOptions Filtered(StorePrefix prefix) => new()
    {
        StreamIdentifier = new() { Prefix = { prefix.Text } },
        Max = Window,
        CheckpointIntervalMultiplier = 1,
    };
}
