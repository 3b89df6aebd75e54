using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// What differs between two instants, or two states of knowledge: access gained, lost, suspended and resumed, along conferrals too. Does
    /// no more work than the page needs, from its first entitlement on.
    /// </summary>
    /// <returns>Null when what is compared is not registered at the read position of the side after.</returns>
    /// <exception cref="ArgumentException">A side is of more than one state of knowledge.</exception>
    public ComparisonAnswer? CompareAccess(
        ComparedSide before, ComparedSide after, ComparedScope scope, Page page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        if (before.Reading.KnownBy == KnownBy.Ever || after.Reading.KnownBy == KnownBy.Ever)
            throw new ArgumentException("A comparison is of one state of knowledge on each side.");
        var comparison = new AccessComparison(SideOf(before), SideOf(after));
        if (DifferencesOf(comparison, scope, after.Reading, page.After, cancellation) is not { } differences)
            return null;
        var rows = new List<AccessChange>();
        var complete = true;
        foreach (var difference in differences)
        {
            cancellation.ThrowIfCancellationRequested();
            complete = rows.Count < page.Limit;
            if (!complete)
                break;
            rows.Add(ChangeOf(difference, comparison, before, after));
        }
        return new ComparisonAnswer(BasisOf(comparison.Before, scope, before.Reading), BasisOf(comparison.After, scope, after.Reading), rows, complete);
    }

    private ViewAt SideOf(ComparedSide side) => new(ViewOf(side.Reading), side.At);

    private IEnumerable<Difference>? DifferencesOf(
        AccessComparison comparison, ComparedScope scope, Reading reading, RowKey? after, CancellationToken cancellation)
    {
        if (scope.Identity is { } identity)
        {
            return Find(identity, reading) is not { } holder ? null
                : comparison.Of(holder).Where(d => scope.Visible(IdOf(d.Found.Entitlement)) && IsAfter(d, after));
        }
        if (scope.Entitlement is { } entitlement)
            return Find(entitlement, reading) is not { } asked ? null : comparison.Of(asked).Where(d => IsAfter(d, after));
        var application = scope.Application is { } app ? Find(app, reading) : null;
        return scope.Application is not null && application is null ? null
            : EntitlementsOf(comparison, application, scope, after, cancellation).SelectMany(comparison.Of).Where(d => IsAfter(d, after));
    }

    private IEnumerable<EntitlementNode> EntitlementsOf(
        AccessComparison comparison, ApplicationNode? application, ComparedScope scope, RowKey? after, CancellationToken cancellation)
    {
        foreach (var entitlement in EntitlementsInOrder(after?.First))
        {
            cancellation.ThrowIfCancellationRequested();
            var isAsked = application is null || comparison.Before.ApplicationOf(entitlement) == application
                || comparison.After.ApplicationOf(entitlement) == application;
            if (isAsked && scope.Visible(IdOf(entitlement)))
                yield return entitlement;
        }
    }

    /// <summary>Entitlements by the bytes of their ids, from one of them on.</summary>
    private List<EntitlementNode> EntitlementsInOrder(string? from)
    {
        var (ranks, all) = (index.Entitlements.Ranks(), index.Entitlements.Count);
        var entitlements = new List<EntitlementNode>(all);
        foreach (var ordinal in ranks.OrdinalAt[(from is null ? 0 : ranks.GapOf(from))..])
            entitlements.Add(index.Entitlements[ordinal]);
        var ranked = entitlements.Count;
        for (var i = ranks.Count; i < all; i++)
        {
            if (from is null || IdOrder.Instance.Compare(index.Entitlements[i].Id, from) >= 0)
                entitlements.Add(index.Entitlements[i]);
        }
        if (entitlements.Count > ranked)
            entitlements.Sort((a, b) => IdOrder.Instance.Compare(a.Id, b.Id));
        return entitlements;
    }

    private AccessChange ChangeOf(Difference difference, AccessComparison comparison, ComparedSide before, ComparedSide after)
    {
        var found = difference.Found;
        var held = difference.OfAfter ? comparison.After : comparison.Before;
        var other = difference.Kind is AccessDifference.Lost or AccessDifference.Suspended ? after : before;
        var reason = CheckAccess(new(found.Identity.Id), IdOf(found.Entitlement), Period.At(other.At), other.Reading, explain: false)?.Reason;
        var application = held.ApplicationOf(found.Entitlement);
        return new AccessChange(difference.Kind, found.Build(held.View), reason ?? CheckReason.NoGrant,
            application is null ? null : new AppId(application.Id));
    }

    private AnswerBasis BasisOf(ViewAt side, ComparedScope scope, Reading reading)
    {
        if (scope.Entitlement is { } entitlement && Find(entitlement, reading) is { } asked)
        {
            var paths = Holders.PathsTo(side.View, asked, side.During);
            return new AnswerBasis(reading, CoverageFinding.Of(side.View, paths, side.At, reading));
        }
        if (scope.Application is { } app && index.Applications.Find(app.Value) is { } application)
            return new AnswerBasis(reading, [CoverageFinding.Of(side.View, application, side.At, reading)]);
        return new AnswerBasis(reading, CoverageOfAll(side.View, side.At, reading));
    }

    private static bool IsAfter(Difference difference, RowKey? after) => after is null
        || Compare(KeyOf(difference), after) > 0;

    private static EntitlementId IdOf(EntitlementNode entitlement) => new(entitlement.Id);
}
