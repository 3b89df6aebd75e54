using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;

namespace AccessGovernance.Grains.Importing;

public enum RowOperation
{
    Add = 1,
    Remove = 2,
}

public enum RowRelation
{
    Holds = 1,
    Confers = 2,
}

/// <summary>One row of an old history, as its source has it.</summary>
public sealed record HistoryRow(
    long Number, Instant RecordedAt, Instant EffectiveAt, RowOperation Operation, RowRelation Relation, string Subject, string Object);

/// <summary>Which file of which source is imported, and by whom.</summary>
/// <param name="GovernedFrom">From when on the source's application is governed, by this file.</param>
public sealed record ImportBlock(string Source, Guid Id, string FileHash, Instant GovernedFrom, Caller Caller);

/// <summary>A row that the domain refused.</summary>
public sealed record RejectedHistoryRow(long Number, Refusal Refusal);

/// <summary>What became of a batch of rows, and of the block so far.</summary>
public sealed record ImportedBatch(ImportProgressed Progress, int Accepted, int Repeated, IReadOnlyList<RejectedHistoryRow> Rejected, long Position);

/// <summary>
/// Imports an old history in file order through the domain's decisions: each batch of rows is one ordered append, with how far the block has
/// come in it. All or nothing where the log can (<see cref="OrderedAppends"/>); else rows that were written before a failure count as
/// repeated when the batch is sent again. Repeats are recognised row by row. One importer serves one call; not thread-safe.
/// </summary>
/// <param name="holdsOwn">Whether the caller's own person holds an entitlement: then the caller decides nothing about what it confers.</param>
public sealed class HistoryImporter(
    GrainServices services, TimeProvider time, ImportBlock block, Func<EntitlementId, CancellationToken, ValueTask<bool>> holdsOwn)
{
    public const int MaxRows = 1_000;
    private const int MaxAttempts = 5;

    private ImportSession session = new(services, block);

    /// <exception cref="HeadNotHeardException">Nothing of this batch was written: this silo may not know what is recorded now.</exception>
    /// <exception cref="LogRefusedException">Nothing of this batch was written, or a part of its rows where the log cannot write all or nothing.</exception>
    public async Task<ImportedBatch> Import(IReadOnlyList<HistoryRow> rows, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            try
            {
                var heard = services.Log.Hearing?.RequireMark();
                var batch = await Decide(rows, cancellation);
                if (heard is { } mark)
                    services.Log.Hearing?.RequireHeld(mark);
                if (session.IsEmpty)
                    return batch with { Position = services.Log.Head.Position };
                if (await services.Log.AppendInOrder(session.TakeAppend(), CancellationToken.None) is Appended appended)
                    return batch with { Position = appended.LastPosition };
            }
            catch
            {
                session = new(services, block);
                throw;
            }
            // A live change came between: what was loaded is stale. Load again, decide again.
            session = new(services, block);
        }
        throw new LogRefusedException("Live changes to the same streams came between several times; send the batch again.");
    }

    private async Task<ImportedBatch> Decide(IReadOnlyList<HistoryRow> rows, CancellationToken cancellation)
    {
        var source = await session.Begin(rows[0], cancellation);
        await session.EnsureKeys(rows, cancellation);
        var rejected = new List<RejectedHistoryRow>();
        var before = source.Progress.GetValueOrDefault(block.Id);
        var done = before?.LastRow ?? 0;
        int accepted = 0, repeated = 0, repeatedBeyond = 0;
        var last = source.LastRecordedAt;
        foreach (var row in rows)
        {
            var context = new DecisionContext(Now(), block.Caller);
            var (refusal, repeat) = await new RowImport(session, block, row, holdsOwn).Decide(last, context, cancellation);
            if (refusal is not null)
                rejected.Add(new(row.Number, refusal));
            else if (repeat)
                (repeated, repeatedBeyond) = (repeated + 1, repeatedBeyond + (row.Number > done ? 1 : 0));
            else
                (accepted, last) = (accepted + 1, Instant.Max(last, row.RecordedAt));
        }
        // Rows that this block decided before are not counted again, refused ones included.
        var progress = new ImportProgressed(block.Id, Math.Max(rows[^1].Number, done), last, (before?.Accepted ?? 0) + accepted,
            (before?.Repeated ?? 0) + repeatedBeyond, (before?.Rejected ?? 0) + rejected.Count(r => r.Number > done));
        if (progress.LastRow > done || !session.IsEmpty)
            session.End(progress, rows[^1]);
        return new(progress, accepted, repeated, rejected, 0);
    }

    private Instant Now() => Instant.Max(new(time.GetUtcNow().ToUnixTimeMilliseconds()), services.Log.Head.RecordingTime);
}
