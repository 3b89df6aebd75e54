using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Snapshots;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>The state of knowledge that a snapshot is of, the same whenever it is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index has not come as far as the snapshot: wait for it first.</exception>
    public Reading ReadingOf(SnapshotDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var knowledge = definition.SourceKnownAt is { } source ? Knowledge.BySource(source) : Knowledge.AtPosition(definition.Position);
        return Read(knowledge with { ReadPosition = definition.ReadPosition });
    }

    /// <summary>A part has at most so many grants and entitlements, or is one entitlement.</summary>
    private const int GrantsOfAPart = 1 << 15;
    private const int EntitlementsOfAPart = 1 << 10;

    /// <summary>
    /// The rows of a snapshot in the order of entitlements, then identities, by the bytes of their ids, in parts that may be found side by
    /// side. None is found before it is asked for; one is some thousand rows, or those of one entitlement where these are more, or none.
    /// </summary>
    /// <param name="kindOf">The kind of an entitlement, which never changes.</param>
    /// <param name="after">Only rows after this one; null from the start.</param>
    public IEnumerable<Func<CancellationToken, SnapshotBatch>> PartsOf(
        SnapshotDefinition definition, Func<EntitlementId, EntitlementKind?> kindOf, RowKey? after)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(kindOf);
        var reading = ReadingOf(definition);
        var finding = new SnapshotFinding(
            index, () => new ViewAt(ViewOf(reading), definition.ValidAt), IdentitiesOf(definition.Filter), definition.Effective);
        var entitlements = EntitlementsOf(definition, new ViewAt(ViewOf(reading), definition.ValidAt), kindOf, after?.First).ToArray();
        for (int first = 0, end; first < entitlements.Length; first = end)
        {
            end = EndOfPart(entitlements, first);
            var part = entitlements.AsMemory(first..end);
            yield return cancellation => finding.Find(part, after, cancellation);
        }
    }

    /// <summary>The same, found one after the other as they are asked for.</summary>
    public IEnumerable<SnapshotBatch> RowsOf(
        SnapshotDefinition definition, Func<EntitlementId, EntitlementKind?> kindOf, RowKey? after, CancellationToken cancellation) =>
        PartsOf(definition, kindOf, after).Select(part => part(cancellation));

    private static int EndOfPart(EntitlementNode[] entitlements, int first)
    {
        var (end, grants) = (first + 1, entitlements[first].Grants.Count);
        while (end < entitlements.Length && end - first < EntitlementsOfAPart && grants + entitlements[end].Grants.Count <= GrantsOfAPart)
            grants += entitlements[end++].Grants.Count;
        return end;
    }

    /// <summary>The applications that a snapshot is of, with what is not known of them.</summary>
    public AnswerBasis BasisOf(SnapshotDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var reading = ReadingOf(definition);
        var wanted = definition.Filter.Applications.Select(a => a.Value).ToHashSet(StringComparer.Ordinal);
        var coverage = CoverageOfAll(ViewOf(reading), definition.ValidAt, reading);
        return new AnswerBasis(reading, wanted.Count == 0 ? coverage : coverage.FindAll(c => wanted.Contains(c.Application.Value)));
    }

    private List<EntitlementNode> EntitlementsOf(
        SnapshotDefinition definition, ViewAt state, Func<EntitlementId, EntitlementKind?> kindOf, string? from)
    {
        var filter = definition.Filter;
        var named = filter.Entitlements.Select(e => e.Value).ToHashSet(StringComparer.Ordinal);
        var taken = new ViewAt(new View(index, Visibility.Ours(definition.ReadPosition)), filter.WithinAt);
        var entitlements = EntitlementsInOrder(from);
        entitlements.RemoveAll(e => (named.Count > 0 && !named.Contains(e.Id))
            || !Contains(filter.Applications, state, e) || !Contains(filter.Within, taken, e)
            || (filter.Kinds.Length > 0 && (kindOf(IdOf(e)) is not { } kind || !filter.Kinds.Contains(kind))));
        return entitlements;
    }

    private HashSet<int>? IdentitiesOf(SnapshotFilter filter)
    {
        if (filter.Identities.IsEmpty)
            return null;
        var identities = new HashSet<int>();
        foreach (var id in filter.Identities)
        {
            if (index.Identities.Find(id.Value) is { } identity)
                identities.Add(identity.Ordinal);
        }
        return identities;
    }

    private static bool Contains(IReadOnlyCollection<AppId> applications, ViewAt at, EntitlementNode entitlement) =>
        applications.Count == 0 || (at.ApplicationOf(entitlement) is { } application && applications.Contains(new AppId(application.Id)));
}
