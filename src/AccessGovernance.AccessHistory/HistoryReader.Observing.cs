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
    public LayeredAnswer? WhoHadAccessIn(AccessLayer layer, EntitlementId entitlement, Period during, Reading reading, Page page)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(page);
        var entitled = layer == AccessLayer.Observed ? null : WhoHadAccess(entitlement, during, reading, page);
        if (entitled is null && !IsKnown(entitlement, reading))
            return null;
        var observed = Observing(reading).Holders(entitlement.Value, during);
        var applications = observed.SelectMany(o => o.Observations).Select(o => o.Application);
        if (ApplicationOf(entitlement, during.From, reading) is { } own)
            applications = applications.Prepend(own);
        return Layered(entitled, reading, Coverage(applications.Distinct(), during, reading), observed,
            r => new(r.Holder, r.Entitlement.Value), page);
    }

    /// <summary>What an identity had in one of the layers asked for.</summary>
    /// <returns>Null when the identity is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredAnswer? WhatDidTheyHoldIn(AccessLayer layer, IdentityId identity, Period during, Reading reading, Page page)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(page);
        return Find(identity, reading) is { } asked ? HeldLayered([asked], null, during, reading, page, layer) : null;
    }

    /// <summary>The same of a person's identities, while they were linked to it.</summary>
    /// <returns>Null when no identity was ever linked to the person up to the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredAnswer? WhatDidTheyHoldIn(AccessLayer layer, PersonId person, Period during, Reading reading, Page page)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(page);
        return Find(person, reading) is { } asked ? HeldLayered(IdentitiesOf(asked), asked, during, reading, page, layer) : null;
    }

    /// <summary>Whether an identity was seen to have an entitlement, and how far the reports reach that say so.</summary>
    public (bool Held, IReadOnlyList<ObservedCoverage> Coverage) WasSeen(IdentityId identity, EntitlementId entitlement, Period during, Reading reading)
    {
        RequireOneState(reading);
        var held = Observing(reading).Held(identity.Value, entitlement.Value, during);
        return (held, ApplicationOf(entitlement, during.From, reading) is { } own ? Coverage([own], during, reading) : []);
    }

    /// <summary>How far the reports of an application reach; nothing is covered of one that never reported.</summary>
    public ObservedCoverage CoverageOf(AppId application, Period during, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return index.Observed.Source(application.Value)?.CoverageOf(during, reading.Position)
            ?? new ObservedCoverage(application, null, null, false);
    }

    private LayeredAnswer HeldLayered(
        IReadOnlyCollection<IdentityNode> identities, PersonNode? person, Period during, Reading reading, Page page, AccessLayer layer)
    {
        var entitled = layer == AccessLayer.Observed ? null : Held(identities, person, during, reading, page);
        var view = ViewOf(reading);
        var question = Observing(reading);
        var observed = new List<ObservedHolding>();
        foreach (var identity in identities)
            observed.AddRange(question.HeldBy(identity.Id, HeldAccess.CountingDuring(view, identity, person, during)));
        var coverage = Coverage(Enumerable.Range(0, index.Applications.Count).Select(i => index.Applications[i])
            .Where(a => a.IsRegisteredAt(reading.ReadPosition)).Select(a => new AppId(a.Id)), during, reading);
        return Layered(entitled, reading, coverage, observed, r => new(r.Entitlement.Value, r.Holder), page);
    }

    private List<ObservedCoverage> Coverage(IEnumerable<AppId> applications, Period during, Reading reading) =>
        [.. applications.Select(a => CoverageOf(a, during, reading))];

    private bool IsKnown(EntitlementId entitlement, Reading reading) =>
        Find(entitlement, reading) is not null || WasReported(entitlement, reading);

    private ObservedQuestion Observing(Reading reading) => new(index.Observed, new Belonging(ViewOf(reading), reading), reading.Position);

    private bool WasReported(EntitlementId entitlement, Reading reading) =>
        index.Observed.Sources.Any(s => s.HasReported(entitlement.Value, reading.Position));

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
