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

    private const int RowsOfABatch = 8_192;

    /// <summary>
    /// The rows of a snapshot in the order of entitlements, then identities, by the bytes of their ids: found as they are asked for, so that
    /// no more than one batch is in memory. A batch has some thousand rows, or those of one entitlement where these are more.
    /// </summary>
    /// <param name="kindOf">The kind of an entitlement, which never changes.</param>
    /// <param name="after">Only rows after this one; null from the start.</param>
    public IEnumerable<SnapshotBatch> RowsOf(
        SnapshotDefinition definition, Func<EntitlementId, EntitlementKind?> kindOf, RowKey? after, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(kindOf);
        var state = new ViewAt(ViewOf(ReadingOf(definition)), definition.ValidAt);
        var (held, only, ranks) = (new HeldGrants(state), IdentitiesOf(definition.Filter), index.Identities.Ranks());
        var scan = new SnapshotScan(state, held, only);
        var direct = definition.Effective || only is not null || !state.View.Seen.IsOurs ? null : new DirectScan(state, held, ranks);
        var texts = new IdentityTexts(index.Identities, ranks);
        var batch = new SnapshotBatch(texts);
        foreach (var entitlement in EntitlementsOf(definition, state, kindOf, after?.First))
        {
            cancellation.ThrowIfCancellationRequested();
            if (direct?.TryAddRowsOf(entitlement, batch) is not true)
                scan.AddRowsOf(entitlement, definition.Effective, batch);
            if (after is not null && after.First == entitlement.Id)
                batch.Skip(RowsUpTo(after.Second, batch));
            if (batch.Count < RowsOfABatch)
                continue;
            yield return batch;
            batch = new SnapshotBatch(texts);
        }
        if (batch.Count > 0)
            yield return batch;
        else
            batch.Dispose();
    }

    // Entitlements begin with the one that the first row stands after: the batch has no other.
    private static int RowsUpTo(string identity, SnapshotBatch batch)
    {
        var before = 0;
        while (before < batch.Count && IdOrder.Instance.Compare(batch.IdOf(batch.Identities[before]), identity) <= 0)
            before++;
        return before;
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
