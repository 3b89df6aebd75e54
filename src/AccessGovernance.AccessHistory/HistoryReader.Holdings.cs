using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// Who held an entitlement at one instant of the period at least. Covers its application and those of everything that confers it then.
    /// </summary>
    /// <returns>Null when the entitlement is not defined at the read position.</returns>
    public HoldingsAnswer? WhoHadAccess(EntitlementId entitlement, Period during, Reading reading, Page page)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(page);
        if (Find(entitlement, reading) is not { } asked)
            return null;
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        var view = ViewOf(reading);
        var paths = Holders.PathsTo(view, asked, during);
        var basis = new AnswerBasis(reading, CoverageFinding.Of(view, paths, during.From, reading));
        if (reading.KnownBy != KnownBy.Ever)
            return HoldersIn(view, basis, asked, paths, page);
        var ever = new EverHolders(index, asked, during, reading.ReadPosition).Find();
        return Answer(view, basis, ever, b => new RowKey(b.Identity.Id, b.Entitlement.Id), page);
    }

    /// <summary>Judges and builds the rows of one page, and as many more as it takes to know that there is another.</summary>
    private static HoldingsAnswer HoldersIn(View view, AnswerBasis basis, EntitlementNode asked, Reach paths, Page page)
    {
        using var found = HolderRows.Find(view, paths);
        var rows = new List<Holding>();
        for (var at = page.After is { } after ? found.After(after.First) : 0; at < found.Count;)
        {
            var holder = found.Judge(ref at, asked);
            if (!holder.IsHeld)
                continue;
            if (rows.Count == page.Limit)
                return new HoldingsAnswer(basis, rows, false);
            rows.Add(holder.Build(view));
        }
        return new HoldingsAnswer(basis, rows, true);
    }

    /// <summary>What an identity held at one instant of the period at least. Covers all applications.</summary>
    /// <returns>Null when the identity is not registered at the read position.</returns>
    public HoldingsAnswer? WhatDidTheyHold(IdentityId identity, Period during, Reading reading, Page page)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(page);
        return Find(identity, reading) is { } asked ? Held([asked], null, during, reading, page) : null;
    }

    /// <summary>What the identities of a person, its own and those it owns, held while they were linked to it.</summary>
    /// <returns>Null when no identity was ever linked to the person up to the read position.</returns>
    public HoldingsAnswer? WhatDidTheyHold(PersonId person, Period during, Reading reading, Page page)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(page);
        return Find(person, reading) is { } asked ? Held(IdentitiesOf(asked), asked, during, reading, page) : null;
    }

    private HoldingsAnswer Held(IEnumerable<IdentityNode> identities, PersonNode? person, Period during, Reading reading, Page page)
    {
        var view = ViewOf(reading);
        var found = new List<HoldingBuilder>();
        foreach (var identity in identities)
        {
            found.AddRange(reading.KnownBy == KnownBy.Ever
                ? new EverHeld(index, identity, person, during, reading.ReadPosition).Find()
                : HeldIn(view, identity, HeldAccess.CountingDuring(view, identity, person, during)));
        }
        return Answer(view, new AnswerBasis(reading, CoverageOfAll(view, during.From, reading)), found,
            b => new RowKey(b.Entitlement.Id, b.Identity.Id), page);
    }

    private static Dictionary<int, HoldingBuilder>.ValueCollection HeldIn(View view, IdentityNode identity, SpanSet during)
    {
        var found = new Dictionary<int, HoldingBuilder>();
        new HeldAccess(view).Collect(identity, during, entitlement =>
        {
            if (!found.TryGetValue(entitlement.Ordinal, out var builder))
                found[entitlement.Ordinal] = builder = new HoldingBuilder(identity, entitlement);
            return builder;
        });
        return found.Values;
    }

    private List<Coverage> CoverageOfAll(View view, Instant at, Reading reading)
    {
        var coverage = new List<Coverage>();
        for (var i = 0; i < index.Applications.Count; i++)
        {
            var application = index.Applications[i];
            if (application.IsRegisteredAt(reading.ReadPosition))
                coverage.Add(CoverageFinding.Of(view, application, at, reading));
        }
        return coverage;
    }

    private static HoldingsAnswer Answer(
        View view, AnswerBasis basis, List<HoldingBuilder> found, Func<HoldingBuilder, RowKey> key, Page page)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        var keyed = new List<(RowKey Key, HoldingBuilder Builder)>(found.Count);
        foreach (var builder in found)
        {
            if (key(builder) is var at && (page.After is not { } after || Compare(at, after) > 0))
                keyed.Add((at, builder));
        }
        keyed.Sort((a, b) => Compare(a.Key, b.Key));
        var rows = new List<Holding>(Math.Min(page.Limit, keyed.Count));
        for (var i = 0; i < keyed.Count && i < page.Limit; i++)
            rows.Add(keyed[i].Builder.Build(view));
        return new HoldingsAnswer(basis, rows, keyed.Count <= page.Limit);
    }

    private static int Compare(RowKey a, RowKey b) =>
        IdOrder.Instance.Compare(a.First, b.First) is var first and not 0 ? first : IdOrder.Instance.Compare(a.Second, b.Second);
}
