using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Whether one identity has one entitlement, and why not; nothing is built that shows it. Serves one question.</summary>
internal struct AccessCheck
{
    private readonly View view;
    private readonly FactTable grants;
    private readonly IdentityNode holder;
    private readonly EntitlementNode asked;
    private readonly Period during;
    private readonly IdentityStatus status;
    private ConferringPaths paths = ConferringPaths.None;
    private bool granted;
    private bool reached;
    private bool held;
    private bool active;

    private AccessCheck(View view, IdentityNode holder, EntitlementNode asked, Period during)
    {
        (this.view, this.holder, this.asked, this.during) = (view, holder, asked, during);
        (grants, status) = (view.Index.Grants, view.StatusOf(holder));
    }

    /// <param name="paths">What confers the entitlement, as far as that was looked at: nothing when it is granted itself.</param>
    public static CheckReason Of(View view, IdentityNode holder, EntitlementNode asked, Period during, out ConferringPaths paths)
    {
        var check = new AccessCheck(view, holder, asked, during);
        var reason = check.Judge();
        paths = check.paths;
        return reason;
    }

    private CheckReason Judge()
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
            Weigh(row, during);
            if (active)
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
                Weigh(row, when);
                if (active)
                    return;
            }
        }
    }

    private void Weigh(int row, Period when)
    {
        if (when.IsEmpty || !view.MayHold(grants, row, when) || !view.TryGrant(row, status, out var version))
            return;
        var shared = version.Validity.Intersect(when);
        if (shared.IsEmpty)
            return;
        if (status.Terminations.Length > 0)
        {
            WeighWhatIsLeft(shared);
            return;
        }
        held = true;
        active |= status.FirstActive(shared) is not null;
    }

    private void WeighWhatIsLeft(Period shared)
    {
        var left = new SpanSet(shared);
        foreach (var termination in status.Terminations)
            left.Remove(termination);
        foreach (var period in left.Periods)
        {
            held = true;
            active |= status.FirstActive(period) is not null;
        }
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
