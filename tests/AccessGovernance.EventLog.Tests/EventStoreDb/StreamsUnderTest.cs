using System.Globalization;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Grpc.Core;
using Options = AccessGovernance.EventStoreProtocol.ReadReq.Types.Options;
using ReadEvent = AccessGovernance.EventStoreProtocol.ReadResp.Types.ReadEvent;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>The calls of the protocol that the engine makes, over a log in memory, with faults on demand.</summary>
internal sealed class StreamsUnderTest(StoreUnderTest log, StoreFaults faults) : Streams.StreamsBase
{
    public override async Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requestStream, ServerCallContext context)
    {
        faults.Meet(context);
        await requestStream.MoveNext(context.CancellationToken);
        var options = requestStream.Current.Options;
        var proposed = new List<ProposedRecord>();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var p = requestStream.Current.ProposedMessage;
            proposed.Add(new(StoreMessages.Id(p.Id), p.Metadata["type"], p.CustomMetadata.ToByteArray(), p.Data.ToByteArray()));
        }
        var definite = options.ExpectedStreamRevisionCase is AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream
            or AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Revision;
        if (!definite || proposed.Count == 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The engine appends events at a definite revision only."));
        var expected = options.ExpectedStreamRevisionCase == AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream ? -1 : (long)options.Revision;
        faults.MeetAppend(written: false);
        var outcome = log.Append(options.StreamIdentifier.StreamName.ToStringUtf8(), expected, proposed);
        faults.MeetAppend(written: true);
        return Answer(outcome);
    }

    public override async Task Read(ReadReq request, IServerStreamWriter<ReadResp> responseStream, ServerCallContext context)
    {
        faults.Meet(context);
        var options = request.Options;
        if (options.UuidOption is null || options.FilterOptionCase == Options.FilterOptionOneofCase.None)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "uuid_option or filter_option is missing."));
        if (options.CountOptionCase == Options.CountOptionOneofCase.Subscription)
            await Subscribe(options, responseStream, context.CancellationToken);
        else if (options.StreamOptionCase == Options.StreamOptionOneofCase.Stream)
            await ReadStream(options, responseStream);
        else
            await ReadAll(options, responseStream, context.RequestHeaders.GetValue("requires-leader"));
    }

    public override Task<DeleteResp> Delete(DeleteReq request, ServerCallContext context)
    {
        log.Deleted.Add(request.Options.StreamIdentifier.StreamName.ToStringUtf8());
        return Task.FromResult(new DeleteResp { NoPosition = new() });
    }

    private static AppendResp Answer(AppendOutcome outcome)
    {
        if (outcome.Last is { } last)
        {
            var place = new AppendResp.Types.Position { CommitPosition = (ulong)last.Commit, PreparePosition = (ulong)last.Commit };
            return new() { Success = new() { CurrentRevision = (ulong)last.Revision, Position = place } };
        }
        var conflict = new AppendResp.Types.WrongExpectedVersion();
        if (outcome.ActualRevision < 0)
            conflict.CurrentNoStream = new();
        else
            conflict.CurrentRevision = (ulong)outcome.ActualRevision!.Value;
        return new() { WrongExpectedVersion = conflict };
    }

    private async Task ReadStream(Options options, IServerStreamWriter<ReadResp> answers)
    {
        var stored = log.Stream(options.Stream.StreamIdentifier.StreamName.ToStringUtf8());
        if (stored.Count == 0)
        {
            await answers.WriteAsync(new() { StreamNotFound = new() { StreamIdentifier = options.Stream.StreamIdentifier } });
            return;
        }
        var found = options.ReadDirection == Options.Types.ReadDirection.Backwards
            ? stored.Reverse()
            : stored.Where(r => (ulong)r.Revision >= options.Stream.Revision);
        foreach (var r in found.Take((int)options.Count))
            await answers.WriteAsync(Message(r));
    }

    private async Task ReadAll(Options options, IServerStreamWriter<ReadResp> answers, string? requiresLeader)
    {
        IEnumerable<StoreRecord> all;
        if (options.ReadDirection == Options.Types.ReadDirection.Backwards)
        {
            all = log.From(0).Records.Reverse();
            faults.EndsAsked.Enqueue(requiresLeader);
            await (faults.HoldsEnds ?? Task.CompletedTask);
        }
        else if (log.IndexOf(options.All.Position.CommitPosition) is >= 0 and var index)
            all = log.From(index).Records;
        else
            throw new RpcException(new Status(StatusCode.InvalidArgument, "Trying to read from an invalid position."));
        var dropped = faults.Reading();
        foreach (var r in all.Where(r => Matches(options, r)).Take((int)options.Count))
        {
            if (dropped.IsCancellationRequested)
                throw new RpcException(new Status(StatusCode.Unavailable, "Server Is Not Ready"));
            await answers.WriteAsync(Message(r), CancellationToken.None);
        }
    }

    private async Task Subscribe(Options options, IServerStreamWriter<ReadResp> answers, CancellationToken cancellation)
    {
        var (id, dropped) = faults.Subscribed();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, dropped);
        var next = log.IndexOf(options.All.Position.CommitPosition) + 1 - faults.Redelivered;
        await answers.WriteAsync(new() { Confirmation = new() { SubscriptionId = id } }, cancellation);
        while (true)
        {
            var (records, moved) = log.From(next);
            next += records.Count;
            if (records.Count > 0)
                await (faults.HoldsSubscriptions ?? Task.CompletedTask).WaitAsync(end.Token);
            if (faults.ChecksAhead && records.Count > 0)
                await answers.WriteAsync(new() { Checkpoint = new() { CommitPosition = (ulong)records[^1].Commit + 1 } }, end.Token);
            foreach (var r in records.Where(r => Matches(options, r)))
                await answers.WriteAsync(Message(r), end.Token);
            if (records.Count > 0)
                await answers.WriteAsync(new() { Checkpoint = new() { CommitPosition = (ulong)records[^1].Commit + 1 } }, end.Token);
            if (!faults.IsOld)
                await answers.WriteAsync(new() { CaughtUp = new() }, end.Token);
            await ((Task)moved.WaitAsync(end.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (dropped.IsCancellationRequested)
                throw new RpcException(new Status(StatusCode.Unavailable, "Server Is Not Ready"));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static bool Matches(Options options, StoreRecord r) => options.FilterOptionCase == Options.FilterOptionOneofCase.NoFilter
        || options.Filter.StreamIdentifier.Prefix.Any(p => r.Stream.StartsWith(p, StringComparison.Ordinal));

    private static ReadResp Message(StoreRecord r) => new()
    {
        Event = new ReadEvent
        {
            CommitPosition = (ulong)r.Commit,
            Event = new()
            {
                Id = StoreMessages.Uuid(r.Id),
                StreamIdentifier = StoreMessages.Stream(r.Stream),
                StreamRevision = (ulong)r.Revision,
                CommitPosition = (ulong)r.Commit,
                PreparePosition = (ulong)r.Commit,
                Metadata =
                {
                    ["type"] = r.Type,
                    ["content-type"] = "application/json",
                    ["created"] = (r.Created - DateTimeOffset.UnixEpoch).Ticks.ToString(CultureInfo.InvariantCulture),
                },
                CustomMetadata = ByteString.CopyFrom(r.Metadata),
                Data = ByteString.CopyFrom(r.Data),
            },
        },
    };
}
