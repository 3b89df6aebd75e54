using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Observed;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <remarks>
/// What was observed is never corrected, so that it has one state of knowledge at every position; reports state no time of a source's
/// recording either, and go by ours on every clock.
/// </remarks>
public sealed partial class HistoryReader
{
    /// <summary>Who had an entitlement in one of the layers asked for. Orphans come before identities.</summary>
    /// <returns>Null when the entitlement is neither defined nor was ever reported up to the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredAnswer? WhoHadAccessIn(AskedLayer layer, EntitlementId entitlement, Period during, Reading reading, Page page)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(page);
        var within = WithinOf(layer, entitlement, reading);
        var entitled = layer.Layer == AccessLayer.Observed ? null : WhoHadAccess(entitlement, during, reading, page);
        if (entitled is null && !IsKnown(entitlement, reading, within))
            return null;
        var observed = Observing(reading, within).Holders(entitlement.Value, during);
        return Layered(entitled, reading, Coverage(entitlement, during, reading, within), observed,
            r => new(r.Holder, r.Entitlement.Value), page);
    }

    /// <summary>What an identity had in one of the layers asked for.</summary>
    /// <returns>Null when the identity is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredAnswer? WhatDidTheyHoldIn(AskedLayer layer, IdentityId identity, Period during, Reading reading, Page page)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(page);
        return Find(identity, reading) is { } asked ? HeldLayered([asked], null, during, reading, page, layer) : null;
    }

    /// <summary>The same of a person's identities, while they were linked to it.</summary>
    /// <returns>Null when no identity was ever linked to the person up to the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredAnswer? WhatDidTheyHoldIn(AskedLayer layer, PersonId person, Period during, Reading reading, Page page)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(page);
        return Find(person, reading) is { } asked ? HeldLayered(IdentitiesOf(asked), asked, during, reading, page, layer) : null;
    }

    /// <summary>Whether an identity was seen to have an entitlement, and how far the reports reach that say so.</summary>
    /// <returns>Null when the entitlement is neither defined nor was ever reported, or the identity is not registered, at the read position.</returns>
    public SeenAnswer? WasSeen(AskedLayer layer, IdentityId identity, EntitlementId entitlement, Period during, Reading reading)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(layer);
        var within = WithinOf(layer, entitlement, reading);
        if (Find(identity, reading) is null || !IsKnown(entitlement, reading, within))
            return null;
        var held = Observing(reading, within).Held(identity.Value, entitlement.Value, during);
        return new SeenAnswer(held, Coverage(entitlement, during, reading, within));
    }

    /// <summary>Applications that ever reported an entitlement, by their ids.</summary>
    public IReadOnlyList<AppId> ReportersOf(EntitlementId entitlement, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return [.. index.Observed.Sources.Where(s => s.HasReported(entitlement.Value, reading.Position)).Select(s => new AppId(s.Application))
            .OrderBy(a => a.Value, StringComparer.Ordinal)];
    }

    /// <summary>How far the reports of an application reach; nothing is covered of one that never reported.</summary>
    public ObservedCoverage CoverageOf(AppId application, Period during, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return index.Observed.Source(application.Value)?.CoverageOf(during, reading.Position)
            ?? new ObservedCoverage(application, null, null, false);
    }

    private LayeredAnswer HeldLayered(
        IReadOnlyCollection<IdentityNode> identities, PersonNode? person, Period during, Reading reading, Page page, AskedLayer layer)
    {
        var entitled = layer.Layer == AccessLayer.Observed ? null : Held(identities, person, during, reading, page);
        var view = ViewOf(reading);
        var observed = new List<ObservedHolding>();
        foreach (var identity in identities)
            observed.AddRange(Seen(identity.Id, HeldAccess.CountingDuring(view, identity, person, during), reading, layer.Within));
        return Layered(entitled, reading, Coverage(ApplicationsOf(reading), during, reading), observed, r => new(r.Entitlement.Value, r.Holder), page);
    }

    private IEnumerable<AppId> ApplicationsOf(Reading reading) => Enumerable.Range(0, index.Applications.Count).Select(i => index.Applications[i])
        .Where(a => a.IsRegisteredAt(reading.ReadPosition)).Select(a => new AppId(a.Id));

    private IEnumerable<ObservedHolding> Seen(string identity, SpanSet during, Reading reading, Func<AppId, bool>? within)
    {
        var all = Observing(reading, null).HeldBy(identity, during);
        return within is null ? all : all.Where(h => Find(h.Entitlement, reading) is not null)
            .Concat(Observing(reading, within).HeldBy(identity, during).Where(h => Find(h.Entitlement, reading) is null));
    }

    private Func<AppId, bool>? WithinOf(AskedLayer layer, EntitlementId entitlement, Reading reading) =>
        Find(entitlement, reading) is null ? layer.Within : null;

    // Of its own application and of whoever ever reported it and may speak of it: also once nobody has it any more.
    private List<ObservedCoverage> Coverage(EntitlementId entitlement, Period during, Reading reading, Func<AppId, bool>? within)
    {
        var belonging = new Belonging(ViewOf(reading), reading);
        var applications = ReportersOf(entitlement, reading)
            .Where(a => within?.Invoke(a) != false && !belonging.IsElsewhere(entitlement.Value, a.Value, during));
        if (ApplicationOf(entitlement, during.From, reading) is { } own)
            applications = applications.Prepend(own);
        return Coverage(applications.Distinct(), during, reading);
    }

    private List<ObservedCoverage> Coverage(IEnumerable<AppId> applications, Period during, Reading reading) =>
        [.. applications.Select(a => CoverageOf(a, during, reading))];

    private bool IsKnown(EntitlementId entitlement, Reading reading, Func<AppId, bool>? within) =>
        Find(entitlement, reading) is not null || ReportersOf(entitlement, reading).Any(within ?? (_ => true));

    private ObservedQuestion Observing(Reading reading, Func<AppId, bool>? within) =>
        new(index.Observed, new Belonging(ViewOf(reading), reading), reading.Position, within);

    /// <summary>Rows of both layers as one page: each is in its order, and what is in both is one row.</summary>
    private static LayeredAnswer Layered(HoldingsAnswer? entitled, Reading reading, IReadOnlyList<ObservedCoverage> coverage,
        List<ObservedHolding> observed, Func<LayeredHolding, RowKey> place, Page page)
    {
        var rows = new SortedDictionary<RowKey, LayeredHolding>(Comparer<RowKey>.Create(Compare));
        foreach (var row in entitled?.Rows ?? [])
            rows[place(new(row, null))] = new(row, null);
        foreach (var seen in observed)
        {
            var at = place(new(null, seen));
            if (page.After is not { } after || Compare(at, after) > 0)
                rows[at] = new(rows.GetValueOrDefault(at)?.Entitled, seen);
        }
        var complete = entitled?.Complete != false && rows.Count <= page.Limit;
        return new(entitled?.Basis ?? new AnswerBasis(reading, []), coverage, [.. rows.Values.Take(page.Limit)], complete);
    }

    private static void RequireOneState(Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.KnownBy == KnownBy.Ever)
            throw new ArgumentException("What was observed is of one state of knowledge.", nameof(reading));
    }
}
