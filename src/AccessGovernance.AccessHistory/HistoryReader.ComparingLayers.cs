using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <remarks>Each layer is compared with itself: what was decided and is seen later is gained in one of them, and not in the other.</remarks>
public sealed partial class HistoryReader
{
    /// <summary>What differs between two instants, or two states of knowledge, in one of the layers asked for.</summary>
    /// <returns>Null when what is compared is not registered at the read position of the side after, and was never reported either.</returns>
    /// <exception cref="ArgumentException">A side is of more than one state of knowledge.</exception>
    public LayeredComparison? CompareAccessIn(
        AskedLayer layer, ComparedSide before, ComparedSide after, ComparedScope scope, Page page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        RequireOneState(before.Reading);
        RequireOneState(after.Reading);
        if (!IsThere(layer, scope, after.Reading))
            return null;
        var comparison = new AccessComparison(SideOf(before), SideOf(after));
        var decided = layer.Layer == AccessLayer.Observed ? [] : DifferencesOf(comparison, scope, after.Reading, page.After, cancellation) ?? [];
        var asked = new ComparedLayers(layer, before, after, scope);
        var rows = new List<LayeredChange>();
        foreach (var (difference, seen) in Merged(decided, SeenDifferences(asked, comparison, page.After, cancellation)))
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(ChangeOf(difference is { } d ? ChangeOf(d, comparison, before, after) : null, seen, asked));
            if (rows.Count > page.Limit)
                break;
        }
        var complete = rows.Count <= page.Limit;
        return new LayeredComparison(LayeredBasisOf(asked, before, comparison.Before), LayeredBasisOf(asked, after, comparison.After),
            complete ? rows : rows[..page.Limit], complete);
    }

    private bool IsThere(AskedLayer layer, ComparedScope scope, Reading reading) => scope switch
    {
        { Identity: { } identity } => Find(identity, reading) is not null,
        { Entitlement: { } entitlement } => IsKnown(entitlement, reading, WithinOf(layer, entitlement, reading)),
        { Application: { } application } => Find(application, reading) is not null,
        _ => true,
    };

    private IEnumerable<ObservedChange> SeenDifferences(ComparedLayers asked, AccessComparison comparison, RowKey? after, CancellationToken cancellation)
    {
        var differences = asked.Scope.Identity is { } identity
            ? Differences(HeldOn(asked.Before, identity, asked), HeldOn(asked.After, identity, asked))
            : ReportedIn(asked, comparison, after, cancellation)
                .SelectMany(e => Differences(HoldersOn(asked.Before, e, asked), HoldersOn(asked.After, e, asked)));
        return after is null ? differences : differences.Where(d => Compare(KeyOf(d), after) > 0);
    }

    private IEnumerable<ObservedHolding> HeldOn(ComparedSide side, IdentityId identity, ComparedLayers asked) =>
        Seen(identity.Value, new SpanSet(Period.At(side.At)), side.Reading, asked.Layer.Within)
            .Where(h => Find(h.Entitlement, asked.After.Reading) is null || asked.Scope.Visible(h.Entitlement));

    private List<ObservedHolding> HoldersOn(ComparedSide side, EntitlementId entitlement, ComparedLayers asked)
    {
        var within = Find(entitlement, asked.After.Reading) is null ? asked.Reporters : null;
        return Observing(side.Reading, within).Holders(entitlement.Value, Period.At(side.At));
    }

    // Only what was reported at all can differ; each belongs to its application, and what nobody defined to those that report it.
    private IEnumerable<EntitlementId> ReportedIn(ComparedLayers asked, AccessComparison comparison, RowKey? from, CancellationToken cancellation)
    {
        if (asked.Scope.Entitlement is { } only)
            return [only];
        var application = asked.Scope.Application?.Value;
        bool IsIn(EntitlementNode defined) => application is null || comparison.Before.ApplicationOf(defined)?.Id == application
            || comparison.After.ApplicationOf(defined)?.Id == application;
        bool IsAsked(string id)
        {
            cancellation.ThrowIfCancellationRequested();
            return Find(new EntitlementId(id), asked.After.Reading) is not { } defined || (asked.Scope.Visible(new(id)) && IsIn(defined));
        }
        return index.Observed.Sources.SelectMany(s => s.Entitlements.Published.ToArray()).Distinct(StringComparer.Ordinal)
            .Where(id => (from is null || IdOrder.Instance.Compare(id, from.First) >= 0) && IsAsked(id))
            .Order(IdOrder.Instance).Select(id => new EntitlementId(id));
    }

    private static List<ObservedChange> Differences(IEnumerable<ObservedHolding> before, IEnumerable<ObservedHolding> after)
    {
        var differences = new List<ObservedChange>();
        var left = before.ToDictionary(h => (h.Entitlement, h.Holder));
        foreach (var found in after)
        {
            if (!left.Remove((found.Entitlement, found.Holder)))
                differences.Add(new(AccessDifference.Gained, found));
        }
        differences.AddRange(left.Values.Select(lost => new ObservedChange(AccessDifference.Lost, lost)));
        differences.Sort((a, b) => Compare(KeyOf(a), KeyOf(b)));
        return differences;
    }

    /// <summary>Both in their order; what differs in both layers is one.</summary>
    private static IEnumerable<(Difference? Decided, ObservedChange? Seen)> Merged(IEnumerable<Difference> decided, IEnumerable<ObservedChange> seen)
    {
        using var left = decided.GetEnumerator();
        using var right = seen.GetEnumerator();
        var (more, also) = (left.MoveNext(), right.MoveNext());
        while (more || also)
        {
            var order = !more ? 1 : !also ? -1 : Compare(KeyOf(left.Current), KeyOf(right.Current));
            yield return (order <= 0 ? left.Current : null, order >= 0 ? right.Current : null);
            more = order <= 0 ? left.MoveNext() : more;
            also = order >= 0 ? right.MoveNext() : also;
        }
    }

    private LayeredChange ChangeOf(AccessChange? decided, ObservedChange? seen, ComparedLayers asked)
    {
        var side = seen?.Difference == AccessDifference.Lost ? asked.Before : asked.After;
        return new(decided, seen, decided?.Application ?? (seen is null ? null : ApplicationOf(seen.Holding.Entitlement, side.At, side.Reading)));
    }

    private LayeredBasis LayeredBasisOf(ComparedLayers asked, ComparedSide side, ViewAt view)
    {
        var (scope, during, reading) = (asked.Scope, Period.At(side.At), side.Reading);
        if (scope.Entitlement is { } entitlement)
        {
            var coverage = Coverage(entitlement, during, reading, WithinOf(asked.Layer, entitlement, reading));
            return new(Find(entitlement, reading) is null ? new AnswerBasis(reading, []) : BasisOf(view, scope, reading), coverage);
        }
        IEnumerable<AppId> applications = scope.Application is { } application ? [application] : ApplicationsOf(reading);
        return new(BasisOf(view, scope, reading), Coverage(applications, during, reading));
    }

    private static RowKey KeyOf(Difference difference) => new(difference.Found.Entitlement.Id, difference.Found.Identity.Id);

    private static RowKey KeyOf(ObservedChange change) => new(change.Holding.Entitlement.Value, change.Holding.Holder);

    /// <summary>What is compared, in which layers.</summary>
    private sealed record ComparedLayers(AskedLayer Layer, ComparedSide Before, ComparedSide After, ComparedScope Scope)
    {
        /// <summary>Whose reports count of what nobody defined; null for those of all.</summary>
        public Func<AppId, bool>? Reporters { get; } =
            Scope.Application is { } only ? a => a == only && Layer.Within?.Invoke(a) != false : Layer.Within;
    }
}
