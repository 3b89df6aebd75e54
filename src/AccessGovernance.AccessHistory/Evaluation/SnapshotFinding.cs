using System.Collections.Concurrent;
using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Finds rows of a snapshot, some entitlements at a time. Thread-safe.</summary>
/// <param name="only">Identities that count; null for all.</param>
/// <param name="effective">Access along conferrals too.</param>
internal sealed class SnapshotFinding(HistoryIndex index, Func<ViewAt> state, IReadOnlySet<int>? only, bool effective)
{
    private readonly IdRanks ranks = index.Identities.Ranks();
    private readonly ConcurrentBag<Scans> idle = [];

    /// <summary>The rows of some entitlements, in their order.</summary>
    /// <param name="after">Of the first entitlement only rows after this one, if it is of it.</param>
    public SnapshotBatch Find(ReadOnlyMemory<EntitlementNode> entitlements, RowKey? after, CancellationToken cancellation)
    {
        var scans = idle.TryTake(out var free) ? free : NewScans();
        var batch = new SnapshotBatch(new IdentityTexts(index.Identities, ranks));
        foreach (var entitlement in entitlements.Span)
        {
            cancellation.ThrowIfCancellationRequested();
            if (scans.Direct?.TryAddRowsOf(entitlement, batch) is not true)
                scans.Any.AddRowsOf(entitlement, effective, batch);
            if (after is not null && after.First == entitlement.Id)
                batch.Skip(RowsUpTo(after.Second, batch));
        }
        idle.Add(scans);
        return batch;
    }

    // Entitlements begin with the one that the first row stands after: the batch has no other.
    private static int RowsUpTo(string identity, SnapshotBatch batch)
    {
        var before = 0;
        while (before < batch.Count && IdOrder.Instance.Compare(batch.IdOf(batch.Identities[before]), identity) <= 0)
            before++;
        return before;
    }

    private Scans NewScans()
    {
        var view = state();
        var held = new HeldGrants(view);
        var isDirect = !effective && only is null && view.View.Seen.IsOurs;
        return new(isDirect ? new DirectScan(view, held, ranks) : null, new SnapshotScan(view, held, only));
    }

    /// <summary>What one thread at a time finds with.</summary>
    private sealed record Scans(DirectScan? Direct, SnapshotScan Any);
}
