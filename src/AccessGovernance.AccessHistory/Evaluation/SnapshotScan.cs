using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>The rows of one entitlement after the other. Serves one reading of one snapshot; not thread-safe.</summary>
/// <param name="only">Identities that count; null for all.</param>
internal sealed class SnapshotScan(ViewAt state, IReadOnlySet<int>? only, bool effective)
{
    private readonly GrantEvaluation evaluation = new(state.View);
    private readonly DirectGrants grants = new(state.View.Index);
    private readonly IdentityOrder order = new(state.View.Index);
    private readonly Segment[] instant = [new(state.During, 0, Segment.NoEdge)];

    /// <summary>Adds the rows of an entitlement in the order of identities.</summary>
    public void AddRowsOf(EntitlementNode entitlement, SnapshotBatch to)
    {
        using var rows = RowBuffer.Rent();
        if (only is null)
            state.View.FindGrants(entitlement, state.During, rows);
        else
            FindOfOnly(entitlement, rows);
        var keys = order.KeysOf(rows.Span);
        Array.Sort(keys, rows.Items, 0, keys.Length);
        if (!effective)
        {
            AddDirect(entitlement, keys, rows, to);
            return;
        }
        var direct = new SnapshotBatch();
        AddDirect(entitlement, keys, rows, direct);
        AddEffective(entitlement, direct, to);
    }

    // One row for each identity whose grants hold; equal keys are of one identity.
    private void AddDirect(EntitlementNode entitlement, long[] keys, RowBuffer rows, SnapshotBatch to)
    {
        to.Reserve(keys.Length);
        for (var at = 0; at < keys.Length;)
        {
            var holder = grants.HolderOf(rows.Span[at]);
            var status = state.View.StatusOf(holder);
            (int Grant, FactVersion Version)? kept = null;
            for (var key = keys[at]; at < keys.Length && keys[at] == key; at++)
                kept = First(kept, rows.Span[at], status);
            if (kept is var (grant, version))
                to.Add(RowOf(entitlement, holder, status.FirstActive(state.During) is not null, grants.CauseOf(grant), version.Validity));
        }
    }

    private void AddEffective(EntitlementNode entitlement, SnapshotBatch direct, SnapshotBatch to)
    {
        var known = new Dictionary<int, SnapshotRow>(direct.Count);
        foreach (ref readonly var row in direct.Rows)
            known.Add(row.IdentityNumber, row);
        foreach (var holder in Holders.Find(state.View, entitlement, Holders.PathsTo(state.View, entitlement, state.During)))
        {
            if (only is not null && !only.Contains(holder.Identity.Ordinal))
                continue;
            to.Add(known.TryGetValue(holder.Identity.Ordinal, out var row) ? row
                : RowOf(entitlement, holder.Identity, holder.IsActive, null, Period.Always));
        }
    }

    private void FindOfOnly(EntitlementNode entitlement, RowBuffer rows)
    {
        foreach (var identity in only!)
            grants.AddOf(identity, entitlement, rows);
    }

    // Of several grants the one that began first; then the one that ends last; then the one of the lowest id.
    private (int Grant, FactVersion Version)? First((int Grant, FactVersion Version)? kept, int grant, IdentityStatus status)
    {
        if (!Holds(grant, status, out var version))
            return kept;
        return kept is not var (other, than) || IsBefore(grant, version, other, than) ? (grant, version) : kept;
    }

    // Hardly anybody was ever terminated, and of the others the validity alone decides.
    private bool Holds(int grant, IdentityStatus status, out FactVersion version)
    {
        if (status.Terminations.Length == 0)
            return state.View.TryGrant(grant, status, out version) && version.Validity.Overlaps(state.During);
        var holds = evaluation.Pieces(grant, status, instant, out var evidence).Count > 0;
        version = evidence.Version;
        return holds;
    }

    private bool IsBefore(int grant, in FactVersion version, int other, in FactVersion than)
    {
        if (version.From != than.From)
            return version.From < than.From;
        if (version.Until != than.Until)
            return version.Until > than.Until;
        return grants.IdOf(grant).CompareTo(grants.IdOf(other)) < 0;
    }

    private static SnapshotRow RowOf(EntitlementNode entitlement, IdentityNode identity, bool active, CauseKind? cause, Period validity) =>
        new(entitlement.Id, entitlement.Ordinal, identity.Id, identity.Ordinal)
        {
            State = active ? AccessState.Active : AccessState.Suspended, Cause = cause, Validity = validity,
        };
}
