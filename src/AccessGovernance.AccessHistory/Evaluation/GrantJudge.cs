using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Judges single grants at one period by everything that is known of them. Serves one question.</summary>
internal sealed class GrantJudge(View view, Period during)
{
    private readonly GrantEvaluation evaluation = new(view);
    private readonly Segment[] segments = [new Segment(during, 0, Segment.NoEdge)];

    /// <summary>
    /// Counts all grants that hold. Grants that are hidden from scans by the time the count begins are judged, and not counted where a scan
    /// doubts them; those hidden later are doubted by a scan, because that is news to it.
    /// </summary>
    public long CountAll()
    {
        var grants = view.Index.Grants;
        var hidden = view.Index.Irregular.Copy();
        using var doubtful = RowBuffer.Rent();
        var count = grants.CountSure(ScanWindow.Of(during, view.Seen.Own), doubtful);
        foreach (var row in doubtful.Span)
            count += !OrdinalSet.Contains(hidden, grants.SubjectOf(row)) && Holds(row) ? 1 : 0;
        for (var identity = 0; identity < hidden.Length * 64; identity++)
        {
            if (OrdinalSet.Contains(hidden, identity))
                count += CountOf(view.Index.Identities[identity]);
        }
        return count;
    }

    private int CountOf(IdentityNode identity)
    {
        var count = 0;
        foreach (var row in identity.Grants.Published)
            count += Holds(row) ? 1 : 0;
        return count;
    }

    private bool Holds(int row)
    {
        var identity = view.Index.Identities[view.Index.Grants.SubjectOf(row)];
        return evaluation.Pieces(row, view.StatusOf(identity), segments, out _).Count > 0;
    }
}
