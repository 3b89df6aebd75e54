using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>The rows of one entitlement after the other, of whatever snapshot. Serves one reading of one snapshot; not thread-safe.</summary>
/// <param name="only">Identities that count; null for all.</param>
internal sealed class SnapshotScan(ViewAt state, HeldGrants held, IReadOnlySet<int>? only)
{
    private readonly HistoryIndex index = state.View.Index;
    private readonly DirectGrants grants = new(state.View.Index);
    private readonly IdentityOrder order = new(state.View.Index);
    private readonly List<HeldRow> rows = [];

    /// <summary>Adds the rows of an entitlement in the order of identities.</summary>
    /// <param name="effective">Access along conferrals too.</param>
    public void AddRowsOf(EntitlementNode entitlement, bool effective, SnapshotBatch to)
    {
        rows.Clear();
        FindDirect(entitlement);
        if (effective)
            AddEffective(entitlement);
        var free = to.Free(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var code = SnapshotBatch.CodeOf(rows[i].State, rows[i].Cause);
            free.Set(i, rows[i].Identity, code, rows[i].Validity.From.Milliseconds, rows[i].Validity.Until.Milliseconds);
        }
        to.Advance(entitlement, rows.Count);
    }

    // One row for each identity whose grants hold; equal keys are of one identity.
    private void FindDirect(EntitlementNode entitlement)
    {
        using var found = RowBuffer.Rent();
        if (only is null)
            state.View.FindGrants(entitlement, state.During, found);
        else
            FindOfOnly(entitlement, found);
        var keys = order.KeysOf(found.Span);
        Array.Sort(keys, found.Items, 0, keys.Length);
        for (var at = 0; at < keys.Length;)
        {
            var holder = held.HolderOf(found.Span[at]);
            var status = state.View.StatusOf(holder);
            (int Grant, FactVersion Version)? kept = null;
            for (var key = keys[at]; at < keys.Length && keys[at] == key; at++)
                kept = First(kept, found.Span[at], status);
            if (kept is var (grant, version))
                rows.Add(new(holder.Ordinal, held.StateOf(status), grants.CauseOf(grant), version.Validity));
        }
    }

    // Everybody who holds it directly is among those who hold it.
    private void AddEffective(EntitlementNode entitlement)
    {
        var direct = rows.ToDictionary(row => row.Identity);
        rows.Clear();
        foreach (var holder in Holders.Find(state.View, entitlement, Holders.PathsTo(state.View, entitlement, state.During)))
        {
            var identity = holder.Identity.Ordinal;
            if (only is not null && !only.Contains(identity))
                continue;
            rows.Add(direct.TryGetValue(identity, out var row) ? row
                : new(identity, holder.IsActive ? AccessState.Active : AccessState.Suspended, null, Period.Always));
        }
    }

    private void FindOfOnly(EntitlementNode entitlement, RowBuffer found)
    {
        foreach (var identity in only!)
            grants.AddOf(identity, entitlement, found);
    }

    private (int Grant, FactVersion Version)? First((int Grant, FactVersion Version)? kept, int grant, IdentityStatus status)
    {
        if (!held.Holds(grant, status, out var version))
            return kept;
        return kept is not var (other, than) || held.IsBefore(grant, version, other, than) ? (grant, version) : kept;
    }

    private readonly record struct HeldRow(int Identity, AccessState State, CauseKind? Cause, Period Validity);
}
