using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Whether one identity has one entitlement, and why not; what shows it is gathered only if wanted. Serves one question.</summary>
internal struct AccessCheck
{
    private readonly View view;
    private readonly FactTable grants;
    private readonly IdentityNode holder;
    private readonly EntitlementNode asked;
    private readonly Period during;
    private readonly IdentityStatus status;
    private readonly bool explain;
    private HoldingBuilder? builder;
    private ConferringPaths paths = ConferringPaths.None;
    private bool granted;
    private bool reached;
    private bool held;
    private bool active;

    public AccessCheck(View view, IdentityNode holder, EntitlementNode asked, Period during, bool explain)
    {
        (this.view, this.holder, this.asked, this.during, this.explain) = (view, holder, asked, during, explain);
        (grants, status) = (view.Index.Grants, view.StatusOf(holder));
    }

    /// <summary>What shows it, once it was judged; null if nothing does, or that was not wanted.</summary>
    public readonly Holding? Shown => builder?.Build(view, paths);

    public CheckReason Judge()
    {
        var rows = holder.Grants.Published;
        JudgeDirect(rows);
        if (!active && !asked.Incoming.IsEmpty)
        {
            paths = view.Index.KnownPaths.To(view, asked, during);
            JudgeConferred(rows);
        }
        if (held)
            return active ? CheckReason.Held : CheckReason.Suspended;
        if (status.IsTerminatedThroughout(during))
            return CheckReason.Terminated;
        return granted || reached ? WhyNot(rows) : CheckReason.NoGrant;
    }

    private void JudgeDirect(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if (grants.OwnerOf(row) != asked.Ordinal)
                continue;
            granted = true;
            Weigh(row, during, 0);
            if (active && !explain)
                return;
        }
    }

    private void JudgeConferred(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            foreach (ref readonly var segment in paths.Of(grants.OwnerOf(row)))
            {
                if (segment.During.Intersect(during) is not { IsEmpty: false } when)
                    continue;
                reached = true;
                Weigh(row, when, segment.Depth);
                if (active && !explain)
                    return;
            }
        }
    }

    private void Weigh(int row, Period when, int depth)
    {
        if (when.IsEmpty || !view.MayHold(grants, row, when) || !view.TryGrant(row, status, out var version))
            return;
        var shared = version.Validity.Intersect(when);
        if (shared.IsEmpty)
            return;
        var evidence = new Evidence(row, version, null, grants.OwnerOf(row));
        if (status.Terminations.Length > 0)
            HoldWhatIsLeft(evidence, shared, depth);
        else
            Hold(evidence, shared, depth);
    }

    private void HoldWhatIsLeft(in Evidence evidence, Period shared, int depth)
    {
        var left = new SpanSet(shared);
        foreach (var termination in status.Terminations)
            left.Remove(termination);
        foreach (var period in left.Periods)
            Hold(evidence, period, depth);
    }

    private void Hold(in Evidence evidence, Period period, int depth)
    {
        held = true;
        active |= status.FirstActive(period) is not null;
        if (explain)
            (builder ??= new HoldingBuilder(holder, asked)).Add(evidence, period, depth, status);
    }

    private readonly CheckReason WhyNot(ReadOnlySpan<int> rows)
    {
        var reason = CheckReason.NoGrant;
        var whole = new Segment(during, 0, Segment.NoEdge);
        foreach (var row in rows)
        {
            var node = grants.OwnerOf(row);
            var isAsked = node == asked.Ordinal;
            var segments = isAsked ? new ReadOnlySpan<Segment>(in whole) : reached ? paths.Of(node) : [];
            if ((!isAsked && !IsReached(segments)) || !grants.TrySee(row, view.Seen, out var version))
                continue;
            // It would hold but for the status, and at none of those instants is the identity back.
            if (!version.IsVoid && IsTerminatedWhereverHeld(segments, version.Validity.Intersect(during)))
                return CheckReason.Terminated;
            // A termination makes void what starts later, and ends the rest: a reinstatement brings none of it back.
            var isVoid = version.IsVoid || status.CutOf(grants.OpenedAt(row)) <= version.Validity.From;
            if (isVoid && version.Validity.Overlaps(during))
                reason = CheckReason.Void;
            else if (isAsked && reason == CheckReason.NoGrant)
                reason = CheckReason.NotInForce;
        }
        return reason;
    }

    private readonly bool IsReached(ReadOnlySpan<Segment> segments)
    {
        foreach (ref readonly var segment in segments)
        {
            if (segment.During.Overlaps(during))
                return true;
        }
        return false;
    }

    private readonly bool IsTerminatedWhereverHeld(ReadOnlySpan<Segment> segments, Period validity)
    {
        var any = false;
        foreach (ref readonly var segment in segments)
        {
            var shared = segment.During.Intersect(validity);
            if (shared.IsEmpty)
                continue;
            if (!status.IsTerminatedThroughout(shared))
                return false;
            any = true;
        }
        return any;
    }
}
