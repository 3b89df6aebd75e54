using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Expected = AccessGovernance.EventStoreProtocol.AppendReq.Types.Options;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>A plain store answers single appends and deletions as EventStoreDB does.</summary>
public sealed class WritingAPlainStore(RunningPlainStore server) : IClassFixture<RunningPlainStore>
{
    private readonly FaceCaller store = server.Store;
    private readonly string stream = "stream-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task What_was_written_is_read_as_it_was_given()
    {
        var given = Ask.Event(Guid.NewGuid(), "typed", "{\"n\":1}");
        var written = (await store.Append(NoStream(), given)).Success;
        Assert.Equal(0ul, written.CurrentRevision);
        var e = Assert.Single(await store.Events(Ask.Stream(stream)));
        Assert.Equal((given.Id, given.Data, given.CustomMetadata), (e.Id, e.Data, e.CustomMetadata));
        Assert.Equal((written.Position.CommitPosition, "typed"), (e.CommitPosition, e.Metadata["type"]));

        var binary = Ask.Event(Guid.NewGuid(), "typed", "");
        (binary.Metadata["content-type"], binary.Data) = ("image/png", ByteString.CopyFrom(0, 255));
        await store.Append(At(0), binary);
        Assert.Equal("application/octet-stream", (await store.Events(Ask.Stream(stream)))[1].Metadata["content-type"]);
    }

    [Fact]
    public async Task A_revision_that_is_not_as_expected_is_an_answer()
    {
        var wrong = (await store.Append(At(7), New())).WrongExpectedVersion;
        Assert.NotNull(wrong.CurrentNoStream);
        Assert.Equal((7ul, 7ul), (wrong.ExpectedRevision, wrong.ExpectedRevision2060));
        Assert.NotNull((await store.Append(Exists(), New())).WrongExpectedVersion.ExpectedStreamExists);

        await store.Append(NoStream(), New(), New());
        wrong = (await store.Append(NoStream(), New())).WrongExpectedVersion;
        Assert.Equal((1ul, 1ul, ulong.MaxValue), (wrong.CurrentRevision, wrong.CurrentRevision2060, wrong.ExpectedRevision2060));
        Assert.NotNull(wrong.ExpectedNoStream);
        Assert.Equal(2, (await store.Events(Ask.Stream(stream))).Count);

        Assert.Equal(2ul, (await store.Append(Any(), New())).Success.CurrentRevision);
        Assert.Equal(3ul, (await store.Append(Exists(), New())).Success.CurrentRevision);
        Assert.Equal(4ul, (await store.Append(At(3), New())).Success.CurrentRevision);
    }

    [Fact]
    public async Task A_repeat_answers_the_first_place_and_writes_nothing()
    {
        var events = new[] { New(), New() };
        var first = (await store.Append(NoStream(), events)).Success;
        await store.Append(Any(), New());
        foreach (var expected in new[] { NoStream(), Any(), Exists() })
            Assert.Equal(first, (await store.Append(expected, events)).Success);
        Assert.Equal(3, (await store.Events(Ask.Stream(stream))).Count);

        // Begun alike and gone on otherwise is no repeat; nor is the same at a revision that never was.
        Assert.NotNull((await store.Append(NoStream(), events[0], New())).WrongExpectedVersion);
        Assert.NotNull((await store.Append(Any(), events[0], New())).WrongExpectedVersion);
        Assert.NotNull((await store.Append(At(5), events)).WrongExpectedVersion);
    }

    [Fact]
    public async Task An_append_of_nothing_checks_the_revision_and_writes_nothing()
    {
        Assert.NotNull((await store.Append(NoStream())).Success.NoStream);
        Assert.NotNull(Assert.Single(await store.Messages(Ask.Stream(stream))).StreamNotFound);
        await store.Append(NoStream(), New());
        Assert.Equal(0ul, (await store.Append(At(0))).Success.CurrentRevision);
        Assert.NotNull((await store.Append(At(3))).WrongExpectedVersion);
    }

    [Fact]
    public async Task A_deleted_stream_is_not_found_and_goes_on_behind_its_end()
    {
        await store.Append(NoStream(), New(), New());
        await store.Streams.DeleteAsync(new() { Options = new() { StreamIdentifier = Ask.Name(stream), Revision = 1 } }, store.Call());
        Assert.NotNull(Assert.Single(await store.Messages(Ask.Stream(stream))).StreamNotFound);
        await AssertFails(() => store.Append(Exists(), New()), "stream-deleted");

        Assert.Equal(2ul, (await store.Append(NoStream(), New())).Success.CurrentRevision);
        Assert.Equal([2ul], (await store.Events(Ask.Stream(stream))).Select(e => e.StreamRevision));
        var back = Ask.Stream(stream).Backwards();
        back.Stream.End = new();
        Assert.Equal([2ul], (await store.Events(back)).Select(e => e.StreamRevision));
        Assert.Equal(3ul, (await store.Append(At(2), New())).Success.CurrentRevision);
    }

    [Fact]
    public async Task A_tombstone_ends_a_stream_for_ever()
    {
        await store.Append(NoStream(), New());
        using var following = store.Follow(Ask.Stream(stream).Live());
        await following.Until(ReadResp.ContentOneofCase.CaughtUp);
        await store.Streams.TombstoneAsync(new() { Options = new() { StreamIdentifier = Ask.Name(stream), Any = new() } }, store.Call());
        foreach (var expected in new[] { NoStream(), Any(), Exists(), At(0), At(long.MaxValue) })
            await AssertFails(() => store.Append(expected, New()), "stream-deleted");
        await AssertFails(() => store.Events(Ask.Stream(stream)), "stream-deleted");
        await AssertFails(() => store.Streams.DeleteAsync(
            new() { Options = new() { StreamIdentifier = Ask.Name(stream), Any = new() } }, store.Call()).ResponseAsync, "stream-deleted");

        var last = (await following.Next()).Event.Event;
        Assert.Equal(("$streamDeleted", (ulong)long.MaxValue), (last.Metadata["type"], last.StreamRevision));
        Assert.Equal("stream-deleted", (await following.End()).Trailers.GetValue("exception"));
    }

    [Fact]
    public async Task Deleting_what_is_not_as_expected_names_both_revisions()
    {
        var e = await AssertFails(() => store.Streams.DeleteAsync(
            new() { Options = new() { StreamIdentifier = Ask.Name(stream), Any = new() } }, store.Call()).ResponseAsync, "wrong-expected-version");
        Assert.Equal(("-2", "-1", stream), (e.GetValue("expected-version"), e.GetValue("actual-version"), e.GetValue("stream-name")));
        await store.Append(NoStream(), New());
        e = await AssertFails(() => store.Streams.TombstoneAsync(
            new() { Options = new() { StreamIdentifier = Ask.Name(stream), Revision = 5 } }, store.Call()).ResponseAsync, "wrong-expected-version");
        Assert.Equal(("5", "0"), (e.GetValue("expected-version"), e.GetValue("actual-version")));
    }

    [Fact]
    public async Task What_is_too_large_or_incomplete_is_refused_by_name()
    {
        var large = New();
        large.Data = ByteString.CopyFrom(new byte[(1024 * 1024) - large.CustomMetadata.Length - (2 * "typed".Length)]);
        Assert.Equal(0ul, (await store.Append(NoStream(), large)).Success.CurrentRevision);
        var e = await AssertFails(() => store.Append(At(0), large, New()), "maximum-append-size-exceeded");
        Assert.Equal("1048576", e.GetValue("maximum-append-size"));

        var untyped = New();
        untyped.Metadata.Remove("type");
        e = await AssertFails(() => store.Append(At(0), untyped), "missing-required-metadata-property");
        Assert.Equal("type,content-type", e.GetValue("required-metadata-properties"));
        var nameless = New();
        nameless.Id = new() { String = Guid.Empty.ToString() };
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => store.Append(At(0), nameless))).StatusCode);
        Assert.Single(await store.Events(Ask.Stream(stream)));
    }

    private static AppendReq.Types.ProposedMessage New() => Ask.Event(Guid.NewGuid(), "typed", "{}");

    private Expected NoStream() => new() { StreamIdentifier = Ask.Name(stream), NoStream = new() };

    private Expected Any() => new() { StreamIdentifier = Ask.Name(stream), Any = new() };

    private Expected Exists() => new() { StreamIdentifier = Ask.Name(stream), StreamExists = new() };

    private Expected At(ulong revision) => new() { StreamIdentifier = Ask.Name(stream), Revision = revision };

    private static async Task<Metadata> AssertFails(Func<Task> call, string exception)
    {
        var e = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(exception, e.Trailers.GetValue("exception"));
        return e.Trailers;
    }
}
