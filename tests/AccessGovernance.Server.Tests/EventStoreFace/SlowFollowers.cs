using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Kind = AccessGovernance.EventStoreProtocol.ReadResp.ContentOneofCase;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>A client that takes nothing for a while holds up nobody, and misses nothing.</summary>
public sealed class SlowFollowers(RunningPlainStore server) : IClassFixture<RunningPlainStore>
{
    // More than the connection's windows hold, so that the server has to wait.
    private const int Appends = 40;
    private const int EventsOfOne = 50;
    private const int EventBytes = 4_000;

    private readonly FaceCaller store = server.Store;

    [Fact]
    public async Task Get_everything_in_order_once_they_take_it_and_hear_that_they_caught_up()
    {
        using var slow = new FaceCaller(server.Process.Face, null, null);
        using var everything = slow.Follow(Ask.All().Live());
        await everything.Until(Kind.CaughtUp);

        for (var i = 0; i < Appends; i++)
            await store.Append(Expecting((i * EventsOfOne) - 1), [.. Enumerable.Range(0, EventsOfOne).Select(_ => Large())]);
        using (var quick = store.Follow(Ask.Stream("slow").Live()))
            Assert.Equal(Appends * EventsOfOne, (await quick.Until(Kind.CaughtUp)).Count(m => m.ContentCase == Kind.Event));

        var messages = new List<ReadResp>();
        while (messages.Count(m => m.ContentCase == Kind.Event) < Appends * EventsOfOne || messages[^1].ContentCase != Kind.CaughtUp)
            messages.Add(await everything.Next());
        Assert.Equal(
            Enumerable.Range(0, Appends * EventsOfOne).Select(i => (ulong)i),
            messages.Where(m => m.ContentCase == Kind.Event).Select(m => m.Event.Event.StreamRevision));
    }

    private static AppendReq.Types.Options Expecting(int revision)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Ask.Name("slow"), NoStream = new() };
        if (revision >= 0)
            options.Revision = (ulong)revision;
        return options;
    }

    private static AppendReq.Types.ProposedMessage Large()
    {
        var e = Ask.Event(Guid.NewGuid(), "typed", "{}");
        e.Data = ByteString.CopyFrom(new byte[EventBytes]);
        return e;
    }
}
