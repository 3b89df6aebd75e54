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
        var hidden = new HashSet<int>();
        foreach (var row in view.Index.HiddenGrants.Published)
            hidden.Add(row);
        using var doubtful = RowBuffer.Rent();
        var count = view.Index.Grants.CountSure(ScanWindow.Of(during, view.Seen.Own), doubtful);
        foreach (var row in doubtful.Span)
            count += !hidden.Contains(row) && Holds(row) ? 1 : 0;
        foreach (var row in hidden)
            count += Holds(row) ? 1 : 0;
        return count;
    }

    private bool Holds(int row)
    {
        var identity = view.Index.Identities[view.Index.Grants.SubjectOf(row)];
        return evaluation.Pieces(row, view.StatusOf(identity), segments, out _).Count > 0;
    }
}
