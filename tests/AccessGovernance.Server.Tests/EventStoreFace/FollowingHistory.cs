using Kind = AccessGovernance.EventStoreProtocol.ReadResp.ContentOneofCase;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>A subscription gets everything once and in order, and is told when it has caught up.</summary>
public sealed class FollowingHistory(RunningFace server) : IClassFixture<RunningFace>
{
    private readonly FaceCaller face = server.Face;

    [Fact]
    public async Task From_the_start_comes_what_was_then_word_of_it_then_what_is_new()
    {
        using var following = face.Follow(Ask.All().Live());
        var before = await following.Until(Kind.CaughtUp);
        Assert.True(Guid.TryParse(before[0].Confirmation.SubscriptionId, out _));
        Assert.Equal(Enumerable.Range(1, before.Count - 2).Select(i => (ulong)i), before[1..^1].Select(m => m.Event.CommitPosition));
        Assert.Equal(before[^2].Event.CommitPosition, before[^1].CaughtUp.Position.CommitPosition);

        await server.Administrator.NewIdentity();
        Assert.Equal(before[^2].Event.CommitPosition + 1, (await following.Until(Kind.Event))[^1].Event.CommitPosition);
    }

    [Fact]
    public async Task From_a_position_begins_after_it_and_from_the_end_with_what_is_new()
    {
        using var after = face.Follow(Ask.AllFrom(2).Live());
        Assert.Equal(3ul, (await after.Until(Kind.Event))[^1].Event.CommitPosition);

        using var end = face.Follow(Ask.AllFromEnd().Live());
        var caughtUp = await end.Until(Kind.CaughtUp);
        Assert.Equal([Kind.Confirmation, Kind.CaughtUp], caughtUp.Select(m => m.ContentCase));
        await server.Administrator.NewIdentity();
        Assert.Equal(caughtUp[1].CaughtUp.Position.CommitPosition + 1, (await end.Until(Kind.Event))[^1].Event.CommitPosition);
    }

    [Fact]
    public async Task A_stream_is_followed_from_after_a_revision()
    {
        var identity = await server.Administrator.NewIdentity();
        var stream = "identity-" + Uri.UnescapeDataString(identity["identities/".Length..]);
        var options = Ask.Stream(stream).Live();
        using var all = face.Follow(options);
        Assert.Equal([Kind.Confirmation, Kind.Event, Kind.CaughtUp], (await all.Until(Kind.CaughtUp)).Select(m => m.ContentCase));
        options.Stream.Revision = 0;
        using var later = face.Follow(options);
        Assert.Equal(0, (await later.Until(Kind.CaughtUp))[^1].CaughtUp.StreamRevision);

        await server.Administrator.NewIdentity();
        await server.Administrator.Grant(identity, await server.Administrator.NewEntitlement());
        foreach (var following in new[] { all, later })
            Assert.Equal((stream, 1ul), (await following.Next()) is { Event.Event: var e } ? (Ask.Name(e.StreamIdentifier), e.StreamRevision) : default);
    }

    [Fact]
    public async Task A_stream_that_is_not_there_yet_is_waited_for()
    {
        var id = Caller.New("identity");
        using var following = face.Follow(Ask.Stream("identity-" + id).Live());
        Assert.False((await following.Until(Kind.CaughtUp))[^1].CaughtUp.HasStreamRevision);
        await server.Administrator.Identities.RegisterIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = Caller.Identity(id), Kind = IdentityKind.Employee });
        Assert.Equal("identity.registered.v1", (await following.Next()).Event.Event.Metadata["type"]);
    }

    [Fact]
    public async Task A_filtered_one_is_told_how_far_it_is_and_goes_on_from_there()
    {
        using var following = face.Follow(Ask.All().OfStreams("application-").Live());
        var before = await following.Until(Kind.CaughtUp);
        Assert.All(before.Where(m => m.Event is not null).Select(m => Ask.Name(m.Event.Event.StreamIdentifier)),
            name => Assert.StartsWith("application-", name, StringComparison.Ordinal));
        var checkpoints = before.Where(m => m.Checkpoint is not null).Select(m => m.Checkpoint.CommitPosition).ToList();
        Assert.True(checkpoints.Count >= 2);
        Assert.Equal(checkpoints.Distinct().Order(), checkpoints);
        Assert.Equal(Kind.Checkpoint, before[^2].ContentCase);
        // An interval of two events, as asked for.
        Assert.Equal([2ul, 4ul], checkpoints.Take(2));

        foreach (var checkpoint in checkpoints)
        {
            using var again = face.Follow(Ask.AllFrom(checkpoint).OfStreams("application-").Live());
            var rest = await again.Until(Kind.CaughtUp);
            var expected = before.Where(m => m.Event?.CommitPosition > checkpoint).Select(m => m.Event.CommitPosition).ToList();
            Assert.Equal(expected, rest.Where(m => m.Event is not null).Select(m => m.Event.CommitPosition).Take(expected.Count));
        }
    }

    [Fact]
    public async Task Only_so_many_run_at_once_and_all_are_told_when_the_server_stops()
    {
        const int most = 64;
        using var process = new TemporaryFolder();
        await using var alone = await ServerProcess.Start(process.Path, "--eventstore-endpoint", "0", "--eventstore-plain-store", "open");
        using var caller = FaceCaller.Of(alone);
        var running = Enumerable.Range(0, most).Select(_ => caller.Follow(Ask.All().Live())).ToList();
        foreach (var following in running)
            await following.Until(Kind.CaughtUp);
        using var oneMore = caller.Follow(Ask.All().Live());
        Assert.Equal(StatusCode.ResourceExhausted, (await oneMore.End()).StatusCode);
        Assert.Empty(await caller.Events(Ask.All()));
        await alone.Stop();
        foreach (var following in running)
        {
            Assert.Equal(StatusCode.Unavailable, (await following.End()).StatusCode);
            following.Dispose();
        }
    }
}
