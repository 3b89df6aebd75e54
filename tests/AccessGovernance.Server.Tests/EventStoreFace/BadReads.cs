using AccessGovernance.EventStoreProtocol;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>What cannot be read is refused with the field and what is allowed.</summary>
public sealed class BadReads(RunningFace server) : IClassFixture<RunningFace>
{
    public static TheoryData<string, string> Cases => new()
    {
        { "options", "options" }, { "uuid", "uuid_option" }, { "count", "count" }, { "filter", "filter_option" }, { "target", "stream_option" },
        { "name", "stream_identifier" }, { "from", "revision_option" }, { "backwards", "read_direction" }, { "filtered stream", "filter" },
        { "regex", "filter.regex" }, { "look-around", "filter.regex" }, { "prefixes", "filter.prefix" }, { "window", "filter.window" },
        { "multiplier", "checkpoint_interval_multiplier" }, { "position", "invalid position" }, { "halves", "invalid position" },
        { "subscribe", "invalid position" },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Are_refused_with_the_field(string what, string named)
    {
        using var call = server.Face.Streams.Read(new ReadReq { Options = Bad(what) }, server.Face.Call());
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains(named, e.Status.Detail, StringComparison.Ordinal);
    }

    private static ReadReq.Types.Options? Bad(string what)
    {
        var o = what is "name" or "filtered stream" ? Ask.Stream("some") : Ask.All();
        switch (what)
        {
            case "options": return null;
            case "uuid": o.UuidOption = null; break;
            case "count": o.Count = 0; break;
            case "filter": o.ClearFilterOption(); break;
            case "target": o.ClearStreamOption(); break;
            case "name": o.Stream.StreamIdentifier = Ask.Name(""); break;
            case "from": o.All = new(); break;
            case "backwards": return o.Live().Backwards();
            case "filtered stream": return o.OfTypes("a");
            case "regex": return o.OfTypes("(");
            case "look-around": return o.OfTypes("(?!a)b");
            case "prefixes": return o.OfStreams([.. Enumerable.Range(0, 257).Select(i => $"p{i}")]);
            case "window": o.OfTypes("a").Filter.ClearWindow(); break;
            case "multiplier": o.OfTypes("a").Live().Filter.CheckpointIntervalMultiplier = 0; break;
            case "position": return Ask.AllFrom(1_000_000);
            case "subscribe": return Ask.AllFrom(1_000_000).Live();
            default: o.All.Position = new() { CommitPosition = 1, PreparePosition = 2 }; break;
        }
        return o;
    }
}
