using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>Whether an identity had access to an entitlement at one instant of the period at which it was active.</summary>
    /// <returns>Null when one of the two is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge: a check is of one.</exception>
    public CheckAnswer? CheckAccess(IdentityId identity, EntitlementId entitlement, Period during, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.KnownBy == KnownBy.Ever)
            throw new ArgumentException("A check is of one state of knowledge.", nameof(reading));
        if (Find(identity, reading) is not { } holder || Find(entitlement, reading) is not { } asked)
            return null;

        var view = ViewOf(reading);
        var builder = new HoldingBuilder(holder, asked);
        var evaluation = new GrantEvaluation(view);
        evaluation.CollectDirect(holder, asked, during, builder);
        Reach? paths = null;
        if (!builder.IsActive && (!builder.IsHeld || !asked.Incoming.IsEmpty))
            evaluation.CollectHolder(holder, paths = Holders.PathsTo(view, asked, during), builder);
        var basis = new AnswerBasis(reading, CoverageFinding.Of(view, asked, during.From, reading));
        if (builder.IsHeld)
            return new CheckAnswer(basis, builder.IsActive ? CheckReason.Held : CheckReason.Suspended, builder.Build(view));
        return new CheckAnswer(basis, WhyNot(view, holder, asked, during, paths!), null);
    }

    private CheckReason WhyNot(View view, IdentityNode holder, EntitlementNode asked, Period during, Reach paths)
    {
        var status = view.StatusOf(holder);
        if (status.IsTerminatedThroughout(during))
            return CheckReason.Terminated;
        var reason = CheckReason.NoGrant;
        foreach (var grant in holder.Grants.Published)
        {
            var node = index.Grants.OwnerOf(grant);
            var isAsked = node == asked.Ordinal;
            var segments = paths.SegmentsOf(node);
            if ((!isAsked && segments.Length == 0) || !index.Grants.TrySee(grant, view.Seen, out var version))
                continue;
            // It would hold but for the status, and at none of those instants is the identity back.
            if (!version.IsVoid && IsTerminatedWhereverHeld(status, segments, version.Validity))
                return CheckReason.Terminated;
            // A termination makes void what starts later, and ends the rest: a reinstatement brings none of it back.
            var isVoid = version.IsVoid || status.CutOf(index.Grants.OpenedAt(grant)) <= version.Validity.From;
            if (isVoid && version.Validity.Overlaps(during))
                reason = CheckReason.Void;
            else if (isAsked && reason == CheckReason.NoGrant)
                reason = CheckReason.NotInForce;
        }
        return reason;
    }

    private static bool IsTerminatedWhereverHeld(IdentityStatus status, ReadOnlySpan<Segment> segments, Period validity)
    {
        var any = false;
        foreach (var segment in segments)
        {
            var held = segment.During.Intersect(validity);
            if (held.IsEmpty)
                continue;
            if (!status.IsTerminatedThroughout(held))
                return false;
            any = true;
        }
        return any;
    }
}
