using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>Many appends over one call: each answered by itself, in its own form.</summary>
public sealed class WritingInBatches(RunningPlainStore server) : IClassFixture<RunningPlainStore>, IDisposable
{
    private readonly AsyncDuplexStreamingCall<BatchAppendReq, BatchAppendResp> call = server.Store.Streams.BatchAppend(server.Store.Call());
    private readonly string stream = "batch-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Appends_to_one_stream_are_written_in_the_order_in_which_they_came()
    {
        const int appends = 500;
        for (var i = 0; i < appends; i++)
            await call.RequestStream.WriteAsync(Request(i - 1));
        await call.RequestStream.CompleteAsync();
        var answers = await call.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Equal(Enumerable.Range(0, appends).Select(i => (ulong)i), answers.Select(a => a.Success.CurrentRevision).Order());
        Assert.Equal(appends, (await server.Store.Events(Ask.Stream(stream))).Count);
    }

    [Fact]
    public async Task One_append_may_come_in_several_requests()
    {
        var first = Request(-1);
        first.IsFinal = false;
        await call.RequestStream.WriteAsync(first);
        await Answer(Request(-1, "other"));
        var second = Request(-1);
        (second.CorrelationId, second.Options) = (first.CorrelationId, null);
        var answer = await Answer(second);
        Assert.Equal((first.CorrelationId, 1ul), (answer.CorrelationId, answer.Success.CurrentRevision));
    }

    [Fact]
    public async Task A_conflict_and_a_repeat_are_answers()
    {
        var request = Request(-1);
        var written = (await Answer(request)).Success;
        Assert.Equal(written, (await Answer(request)).Success);
        var error = (await Answer(Request(7))).Error;
        var wrong = error.Details[0].Unpack<WrongExpectedVersion>();
        Assert.Equal((6, 0ul, 7ul), (error.Code, wrong.CurrentStreamRevision, wrong.ExpectedStreamPosition));
        Assert.Equal("type.googleapis.com/event_store.client.WrongExpectedVersion", error.Details[0].TypeUrl);
    }

    [Fact]
    public async Task A_deleted_stream_a_large_append_and_a_bad_one_are_told_apart()
    {
        var large = Request(-1);
        large.ProposedMessages[0].Data = ByteString.CopyFrom(new byte[1024 * 1024]);
        Assert.Equal(1_048_576u, (await Answer(large)).Error.Details[0].Unpack<MaximumAppendSizeExceeded>().MaxAppendSize);
        var untyped = Request(-1);
        untyped.ProposedMessages[0].Metadata.Clear();
        Assert.Contains("content-type", (await Answer(untyped)).Error.Details[0].Unpack<BadRequest>().Message, StringComparison.Ordinal);
        var optionless = Request(-1);
        optionless.Options = null;
        Assert.Contains("options", (await Answer(optionless)).Error.Details[0].Unpack<BadRequest>().Message, StringComparison.Ordinal);

        await server.Store.Streams.TombstoneAsync(new() { Options = new() { StreamIdentifier = Ask.Name(stream), Any = new() } }, server.Store.Call());
        var deleted = (await Answer(Request(-1))).Error;
        Assert.Equal((5, stream), (deleted.Code, Ask.Name(deleted.Details[0].Unpack<StreamDeleted>().StreamIdentifier)));
    }

    [Fact]
    public async Task A_deadline_that_is_over_is_answered_at_once_and_nothing_is_written()
    {
        var request = Request(-1);
        request.Options.Deadline = new Duration();
        var error = (await Answer(request)).Error;
        Assert.Equal(4, error.Code);
        Assert.True(error.Details[0].Is(EventStoreProtocol.Timeout.Descriptor));
        Assert.Empty(await server.Store.Events(Ask.Stream(stream)));
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_kill()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--eventstore-endpoint", "0", "--eventstore-plain-store", "open"];
        await using (var killed = await ServerProcess.Start(folder.Path, options))
        {
            using var caller = FaceCaller.Of(killed);
            await caller.Append(new() { StreamIdentifier = Ask.Name(stream), NoStream = new() }, Ask.Event(Guid.NewGuid(), "typed", "{}"));
            await killed.Kill();
        }
        await using var again = await ServerProcess.Start(folder.Path, options);
        using var reader = FaceCaller.Of(again);
        Assert.Equal([stream], (await reader.Events(Ask.All())).Select(e => Ask.Name(e.StreamIdentifier)));
    }

    public void Dispose() => call.Dispose();

    private async Task<BatchAppendResp> Answer(BatchAppendReq request)
    {
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal(request.CorrelationId, call.ResponseStream.Current.CorrelationId);
        return call.ResponseStream.Current;
    }

    private BatchAppendReq Request(long expected, string suffix = "")
    {
        var options = new BatchAppendReq.Types.Options { StreamIdentifier = Ask.Name(stream + suffix), NoStream = new() };
        if (expected >= 0)
            options.StreamPosition = (ulong)expected;
        var e = Ask.Event(Guid.NewGuid(), "typed", "{}");
        return new BatchAppendReq
        {
            CorrelationId = new() { String = Guid.NewGuid().ToString() }, Options = options, IsFinal = true,
            ProposedMessages = { new BatchAppendReq.Types.ProposedMessage { Id = e.Id, Metadata = { e.Metadata }, Data = e.Data } },
        };
    }
}
