using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Judges single grants at one period by everything that is known of them on our clock. Serves one question.</summary>
internal sealed class GrantJudge(View view, Period during)
{
    private readonly GrantEvaluation evaluation = new(view);
    private readonly Segment[] segments = [new Segment(during, 0, Segment.NoEdge)];

    /// <summary>
    /// Counts all grants that hold. Grants that were hidden from scans by the position that is known are judged, and not counted where a
    /// scan doubts them; of those hidden later it is known what scans found then.
    /// </summary>
    public long CountAll()
    {
        var published = view.Index.Head.Position;
        var hidden = new HashSet<int>();
        foreach (var grant in view.Index.HiddenGrants.Published)
        {
            if (grant.Position <= view.Seen.Own)
                hidden.Add(grant.Row);
        }
        using var doubtful = RowBuffer.Rent();
        var count = view.Index.Grants.CountSure(during, view.Seen.Own, published, doubtful);
        foreach (var row in doubtful.Span)
            count += !hidden.Contains(row) && Holds(row) ? 1 : 0;
        foreach (var row in hidden)
            count += Holds(row) ? 1 : 0;
        return count;
    }

    private bool Holds(int row)
    {
        var identity = view.Index.Identities[view.Index.Grants.SubjectOf(row)];
        return !IsCutBefore(identity.Status, view.Index.Grants.OpenedAt(row))
            && evaluation.Pieces(row, view.StatusOf(identity), segments, out _).Count > 0;
    }

    // Most that are in doubt were ended by a termination long ago, which is told sooner than a whole status is made.
    private bool IsCutBefore(ReadOnlySpan<StatusRecord> status, int opened)
    {
        var cut = false;
        foreach (ref readonly var record in status)
        {
            if (record.Mark.Position > view.Seen.Own)
                break;
            if (record.Change == StatusChange.TerminationWithdrawn)
                return false;
            cut |= record.Change == StatusChange.Terminated && record.Mark.Position > opened && record.At <= during.From;
        }
        return cut;
    }
}
