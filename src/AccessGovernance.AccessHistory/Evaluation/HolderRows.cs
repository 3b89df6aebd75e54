using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// Grants that may give somebody an entitlement, in the order of the ids of their identities: whoever wants a page judges those of its
/// identities alone. Serves one question; to be disposed of.
/// </summary>
internal sealed class HolderRows : IDisposable
{
    private readonly View view;
    private readonly Reach paths;
    private readonly GrantEvaluation evaluation;
    private readonly RowBuffer rows = RowBuffer.Rent();
    private readonly long[] keys;

    private HolderRows(View view, Reach paths)
    {
        (this.view, this.paths) = (view, paths);
        evaluation = new GrantEvaluation(view);
        foreach (var node in paths.Nodes)
        {
            var entitlement = view.Index.Entitlements[node];
            foreach (var segment in paths.SegmentsOf(node))
                view.FindGrants(entitlement, segment.During, rows);
        }
        keys = new IdentityOrder(view.Index).KeysOf(rows.Span);
        Array.Sort(keys, rows.Items, 0, keys.Length);
    }

    public int Count => keys.Length;

    public static HolderRows Find(View view, Reach paths) => new(view, paths);

    public void Dispose() => rows.Dispose();

    /// <summary>The place of the first row whose identity comes after an id.</summary>
    public int After(string id)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (IdOrder.Instance.Compare(IdentityAt(middle).Id, id) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Judges the identity at a place, and moves on to the next one's.</summary>
    public HoldingBuilder Judge(ref int at, EntitlementNode asked)
    {
        var identity = IdentityAt(at);
        var builder = new HoldingBuilder(identity, asked);
        var status = view.StatusOf(identity);
        var group = GroupAt(at);
        at += group.Length;
        for (var i = 0; i < group.Length; i++)
        {
            var row = group[i];
            // Found once for each of the segments that its entitlement was reached over.
            if (i > 0 && group[i - 1] == row)
                continue;
            var node = view.Index.Grants.OwnerOf(row);
            foreach (var piece in evaluation.Pieces(row, status, paths.SegmentsOf(node), out var evidence))
                builder.Add(evidence with { Paths = paths, Node = node }, piece.During, piece.Depth, status);
        }
        return builder;
    }

    // The rows of one identity, equal ones side by side.
    private Span<int> GroupAt(int at)
    {
        var end = at + 1;
        while (end < Count && keys[end] == keys[at])
            end++;
        var group = rows.Span[at..end];
        if (group.Length > 1)
            group.Sort();
        return group;
    }

    private IdentityNode IdentityAt(int place) => view.Index.Identities[view.Index.Grants.SubjectOf(rows.Span[place])];
}
