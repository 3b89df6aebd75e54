using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>The rows of one entitlement after the other. Serves one reading of one snapshot; not thread-safe.</summary>
/// <param name="only">Identities that count; null for all.</param>
/// <param name="places">Places of identities in the order of their ids, by ordinal.</param>
internal sealed class SnapshotScan(ViewAt state, IReadOnlySet<int>? only, bool effective, int[] places)
{
    private const int IndexBits = 32;

    private readonly GrantEvaluation evaluation = new(state.View);
    private readonly DirectGrants grants = new(state.View.Index);
    private readonly Segment[] instant = [new(state.During, 0, Segment.NoEdge)];
    private readonly Dictionary<int, (int Grant, FactVersion Version, bool Active)> direct = [];

    /// <summary>The rows of an entitlement in the order of identities.</summary>
    public IEnumerable<SnapshotRow> RowsOf(EntitlementNode entitlement)
    {
        direct.Clear();
        foreach (var grant in only is null ? grants.Of(entitlement.Ordinal) : OfOnly(entitlement))
            KeepFirst(grant);
        var rows = effective ? Effective(entitlement) : Direct(entitlement);
        return Ordered(rows);
    }

    private IEnumerable<SnapshotRow> Ordered(List<SnapshotRow> rows)
    {
        // The place and where the row is, in one number: rows are too large to be moved about.
        var order = new long[rows.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = ((long)places[rows[i].IdentityNumber] << IndexBits) | (uint)i;
        Array.Sort(order);
        foreach (var place in order)
            yield return rows[(int)place];
    }

    private List<SnapshotRow> Direct(EntitlementNode entitlement)
    {
        var rows = new List<SnapshotRow>(direct.Count);
        foreach (var (identity, found) in direct)
            rows.Add(RowOf(entitlement, state.View.Index.Identities[identity], found.Active, found));
        return rows;
    }

    private List<SnapshotRow> Effective(EntitlementNode entitlement)
    {
        var rows = new List<SnapshotRow>();
        foreach (var holder in Holders.Find(state.View, entitlement, Holders.PathsTo(state.View, entitlement, state.During)))
        {
            if (only is not null && !only.Contains(holder.Identity.Ordinal))
                continue;
            var isDirect = direct.TryGetValue(holder.Identity.Ordinal, out var found);
            rows.Add(RowOf(entitlement, holder.Identity, holder.IsActive, isDirect ? found : null));
        }
        return rows;
    }

    private ReadOnlySpan<int> OfOnly(EntitlementNode entitlement)
    {
        var found = new List<int>();
        foreach (var identity in only!)
            grants.AddOf(identity, entitlement, found);
        return CollectionsMarshal.AsSpan(found);
    }

    // Of several grants the one that began first; then the one that ends last; then the one of the lowest id.
    private void KeepFirst(int grant)
    {
        var holder = grants.HolderOf(grant);
        var status = state.View.StatusOf(holder);
        if (evaluation.Pieces(grant, status, instant, out var evidence).Count == 0)
            return;
        ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(direct, holder.Ordinal, out var exists);
        if (!exists || IsBefore(grant, evidence.Version, kept.Grant, kept.Version))
            kept = (grant, evidence.Version, status.FirstActive(state.During) is not null);
    }

    private bool IsBefore(int grant, in FactVersion version, int other, in FactVersion than)
    {
        if (version.From != than.From)
            return version.From < than.From;
        if (version.Until != than.Until)
            return version.Until > than.Until;
        return grants.IdOf(grant).CompareTo(grants.IdOf(other)) < 0;
    }

    private SnapshotRow RowOf(
        EntitlementNode entitlement, IdentityNode identity, bool active, (int Grant, FactVersion Version, bool Active)? found) =>
        new(entitlement.Id, entitlement.Ordinal, identity.Id, identity.Ordinal)
        {
            State = active ? AccessState.Active : AccessState.Suspended,
            Cause = found is { } f ? grants.CauseOf(f.Grant) : null,
            Validity = found is { } g ? g.Version.Validity : Period.Always,
        };
}
