using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

internal abstract record AppendOutcome;

/// <param name="Revision">Of the last event; <see cref="StreamAppend.NoStream"/> for an append of nothing to a new stream.</param>
internal sealed record Written(long Revision, long Position) : AppendOutcome;

/// <param name="Actual">Where the stream stands; <see cref="StreamAppend.NoStream"/> for nowhere.</param>
internal sealed record WrongVersion(long Actual) : AppendOutcome;

internal sealed record Gone : AppendOutcome;

/// <summary>
/// Writes as EventStoreDB does, on a log that takes exact revisions only. What expects an exact revision is handed to the log at once, in
/// the order in which it comes, and a repeat of it is always recognised; everything else looks first where the stream stands, one append
/// at a time. After a tombstone nothing is written: its revision is shown as the last of all, so that nobody can expect it.
/// </summary>
internal sealed class PlainAppends(SqliteEventLog log, IFaceContent content) : IDisposable
{
    private readonly SemaphoreSlim looking = new(1, 1);
    private readonly RecentIds recent = new();

    /// <exception cref="LogRefusedException">It was not written.</exception>
    /// <exception cref="OutcomeUnknownException">It may have been written.</exception>
    public Task<AppendOutcome> Append(Proposal proposal, CancellationToken cancellation) =>
        proposal.Expected.Kind is ExpectedKind.Exactly or ExpectedKind.NoStream
            ? AppendAt(proposal, cancellation)
            : AppendWhereItStands(proposal, cancellation);

    /// <summary>Hides what the stream has so far.</summary>
    /// <returns>Position of the record that says so.</returns>
    /// <exception cref="Grpc.Core.RpcException">It is deleted for ever, or not as expected.</exception>
    public async Task<long> Delete(string stream, Expected expected, CancellationToken cancellation)
    {
        var standing = await content.Standing(stream, cancellation);
        if (standing.IsTombstoned)
            throw FaceErrors.StreamDeleted(stream);
        if (!expected.Allows(standing) || (standing.Last < 0 && !standing.HasMetadata))
            throw FaceErrors.WrongExpectedVersion(stream, expected.Number, standing.Last);
        var deletion = Proposal.Own(PlainContent.MetadataType, PlainContent.Deletion(standing.Last));
        return await WriteOwn(PlainContent.MetadataStreamOf(stream), deletion, cancellation);
    }

    /// <summary>Ends the stream for ever.</summary>
    /// <returns>Position of the tombstone.</returns>
    /// <exception cref="Grpc.Core.RpcException">As above.</exception>
    public async Task<long> Tombstone(string stream, Expected expected, CancellationToken cancellation)
    {
        var standing = await content.Standing(stream, cancellation);
        if (standing.IsTombstoned)
            throw FaceErrors.StreamDeleted(stream);
        if (!expected.Allows(standing))
            throw FaceErrors.WrongExpectedVersion(stream, expected.Number, standing.Last);
        return await WriteOwn(stream, Proposal.Own(PlainContent.Tombstone, "{}"u8), cancellation);
    }

    public void Dispose() => looking.Dispose();

    private async Task<long> WriteOwn(string stream, NewEvent what, CancellationToken cancellation)
    {
        for (var tries = 0; tries < FaceLimits.MaxAppendTries; tries++)
        {
            var standing = await content.Standing(stream, cancellation);
            if (await log.Append(new StreamAppend(stream, standing.Last, [what]), cancellation) is Appended written)
                return written.LastPosition;
        }
        throw FaceErrors.TimedOut($"'{stream}' is written too often");
    }

    private async Task<AppendOutcome> AppendAt(Proposal proposal, CancellationToken cancellation)
    {
        var append = new StreamAppend(proposal.Stream, proposal.Expected.Number, proposal.Events);
        if (await log.Append(append, cancellation) is Appended written)
            return Remembered(proposal, written);
        var standing = await content.Standing(proposal.Stream, cancellation);
        if (standing.IsTombstoned)
            return new Gone();
        return proposal.Expected.Kind == ExpectedKind.NoStream && standing.IsDeleted
            ? await AppendWhereItStands(proposal, cancellation)
            : new WrongVersion(standing.Last);
    }

    private async Task<AppendOutcome> AppendWhereItStands(Proposal proposal, CancellationToken cancellation)
    {
        await looking.WaitAsync(cancellation);
        try
        {
            for (var tries = 0; tries < FaceLimits.MaxAppendTries; tries++)
            {
                var standing = await content.Standing(proposal.Stream, cancellation);
                if (Refusal(proposal, standing) is { } refusal)
                    return refusal;
                if (await log.Append(new StreamAppend(proposal.Stream, standing.Last, proposal.Events), cancellation) is Appended written)
                    return Remembered(proposal, written);
            }
        }
        finally
        {
            looking.Release();
        }
        throw FaceErrors.TimedOut($"'{proposal.Stream}' is written too often");
    }

    private AppendOutcome? Refusal(Proposal proposal, StreamStanding standing)
    {
        if (standing.IsTombstoned || (proposal.Expected.Kind == ExpectedKind.Exists && standing.IsDeleted))
            return new Gone();
        return recent.Find(proposal, standing.Last) ?? (proposal.Expected.Allows(standing) ? null : new WrongVersion(standing.Last));
    }

    private Written Remembered(Proposal proposal, Appended written)
    {
        recent.Add(proposal, written);
        return new Written(written.LastRevision, written.LastPosition);
    }
}
