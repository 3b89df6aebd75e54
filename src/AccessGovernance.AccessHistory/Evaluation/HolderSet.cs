using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// The ordinals of those who hold an entitlement somewhere in a period, without why: nothing is built for any of them. Serves one question;
/// to be disposed of.
/// </summary>
internal sealed class HolderSet : IDisposable
{
    private readonly View view;
    private readonly GrantEvaluation evaluation;
    private readonly RowBuffer holders = RowBuffer.Rent();
    private readonly RowBuffer doubtful = RowBuffer.Rent();
    private readonly RowBuffer reached = RowBuffer.Rent();

    public HolderSet(View view, EntitlementNode asked, Period during)
    {
        this.view = view;
        evaluation = new GrantEvaluation(view);
        reached.Add(asked.Ordinal);
        Collect(asked, during);
        if (asked.Incoming.IsEmpty)
            return;
        var paths = view.Index.KnownPaths.To(view, asked, during);
        paths.AddReached(during, reached);
        foreach (var node in reached.Span[1..])
        {
            foreach (ref readonly var segment in paths.Of(node))
            {
                if (segment.During.Intersect(during) is { IsEmpty: false } when)
                    Collect(view.Index.Entitlements[node], when);
            }
        }
    }

    /// <summary>The entitlements that they hold it through, itself first.</summary>
    public ReadOnlySpan<int> Reached => reached.Span;

    public void Dispose()
    {
        reached.Dispose();
        doubtful.Dispose();
        holders.Dispose();
    }

    /// <summary>Adds each of them once, in order.</summary>
    public void AddDistinct(RowBuffer to)
    {
        using var each = OrdinalSet.Rent(view.Index.Identities.Count);
        each.AddAll(holders.Span);
        each.DrainTo(to);
    }

    /// <summary>Their ids by the order of the ids' bytes.</summary>
    public OrderedIds OrderedIds() => new IdentityOrder(view.Index).IdsOf(holders);

    private void Collect(EntitlementNode entitlement, Period when)
    {
        doubtful.Truncate(0);
        var (index, segment) = (view.Index, new Segment(when, 0, Segment.NoEdge));
        if (view.Seen.IsOurs)
            index.Grants.Scan(entitlement.Grants, ScanWindow.Of(when, view.Seen.Own), new(holders, doubtful) { AsSubjects = true });
        else
            view.FindRows(index.Grants, entitlement.Grants, when, doubtful);
        doubtful.AddAll(entitlement.HiddenGrants.Published);
        foreach (var row in doubtful.Span)
        {
            var identity = index.Identities[index.Grants.SubjectOf(row)];
            if (evaluation.Pieces(row, view.StatusOf(identity), new(in segment), out _).Count > 0)
                holders.Add(identity.Ordinal);
        }
    }
}
