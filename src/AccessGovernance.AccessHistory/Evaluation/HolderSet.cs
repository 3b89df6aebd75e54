using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// The ordinals of those who hold an entitlement, without why: nothing is built for any of them. Serves one question; to be disposed of.
/// </summary>
internal sealed class HolderSet : IDisposable
{
    private readonly View view;
    private readonly Reach paths;
    private readonly GrantEvaluation evaluation;
    private readonly RowBuffer sure = RowBuffer.Rent();
    private readonly RowBuffer doubtful = RowBuffer.Rent();
    private readonly RowBuffer holders = RowBuffer.Rent();

    public HolderSet(View view, Reach paths)
    {
        (this.view, this.paths) = (view, paths);
        evaluation = new GrantEvaluation(view);
        foreach (var node in paths.Nodes)
            Collect(node);
    }

    /// <summary>Identities, some of them more than once.</summary>
    public RowBuffer Holders => holders;

    public void Dispose()
    {
        sure.Dispose();
        doubtful.Dispose();
        holders.Dispose();
    }

    /// <summary>How many they are.</summary>
    public int CountDistinct() => OrdinalSorting.SortDistinct(holders, view.Index.Identities.Count);

    /// <summary>Their ids by the order of the ids' bytes.</summary>
    public IdentityId[] OrderedIds() => new IdentityOrder(view.Index).IdsOf(holders);

    private void Collect(int node)
    {
        sure.Truncate(0);
        doubtful.Truncate(0);
        var (index, entitlement) = (view.Index, view.Index.Entitlements[node]);
        foreach (var segment in paths.SegmentsOf(node))
        {
            if (view.Seen.IsOurs)
                index.Grants.Scan(entitlement.Grants, ScanWindow.Of(segment.During, view.Seen.Own), new(sure, doubtful));
            else
                view.FindGrants(entitlement, segment.During, doubtful);
        }
        index.Grants.SubjectsOf(sure.Span, holders);
        doubtful.AddAll(entitlement.HiddenGrants.Published);
        foreach (var row in doubtful.Span)
        {
            var identity = index.Identities[index.Grants.SubjectOf(row)];
            if (evaluation.Pieces(row, view.StatusOf(identity), paths.SegmentsOf(node), out _).Count > 0)
                holders.Add(identity.Ordinal);
        }
    }
}
