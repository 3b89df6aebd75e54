using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Observed;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// Where what an application holds differs from what was decided. Both are compared at its last complete report up to an instant, for what
    /// was decided since, the system had no report to show. Orphans hold for nobody, and are asked for by themselves.
    /// </summary>
    /// <returns>Null when the application is not defined at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public DriftAnswer? GetDrift(AskedDrift drift, Instant at, Reading reading, Page page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drift);
        var (application, only) = drift;
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(page);
        if (Find(application, reading) is not { } asked)
            return null;
        var coverage = CoverageOf(application, Period.At(at), reading);
        if (coverage is not { Covered: true, ReportedAt: { } reported })
            return new DriftAnswer(reading, coverage, [], true);
        var rows = new List<Drift>();
        var governed = new OrderedDictionary<AppId, Coverage> { [application] = CoverageFinding.Of(ViewOf(reading), asked, reported, reading) };
        foreach (var entitlement in EntitlementsOf(application, reported, reading, page.After?.First))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var row in DriftOf(entitlement, governed, reported, reading))
            {
                if ((only is { } kind && row.Kind != kind) || (page.After is { } after && Compare(new(entitlement, row.Identity.Value), after) <= 0))
                    continue;
                if (rows.Count == page.Limit)
                    return new DriftAnswer(reading, coverage, rows, false) { Entitled = [.. governed.Values] };
                rows.Add(row);
            }
        }
        return new DriftAnswer(reading, coverage, rows, true) { Entitled = [.. governed.Values] };
    }

    /// <summary>Accounts of an application that belonged to nobody known at an instant, by their keys.</summary>
    /// <param name="page">After the key of an account, if at all.</param>
    /// <returns>Null when the application is not defined at the read position.</returns>
    public OrphansAnswer? GetOrphans(AppId application, Instant at, Reading reading, Page page)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(page);
        if (Find(application, reading) is null)
            return null;
        var next = NextOrphans(application, at, reading, page);
        var rows = next.Take(page.Limit).Select(f => OrphanOf(f, at, reading.Position)).ToList();
        return new OrphansAnswer(reading, CoverageOf(application, Period.At(at), reading), rows, next.Count <= page.Limit);
    }

    // One more than the page has room for. Of a million no list is made: keys stand in the order of their texts, and few are kept at a time.
    private List<ObservedFact> NextOrphans(AppId application, Instant at, Reading reading, Page page)
    {
        var (keys, facts) = (new SortedSet<Guid>(), new Dictionary<Guid, ObservedFact>());
        Guid? after = page.After is { } last ? Guid.ParseExact(last.First, "D") : null;
        foreach (var fact in index.Observed.Source(application.Value) is { } source ? source.Orphans.Published : [])
        {
            var key = fact.Account.Key;
            if ((after is { } passed && key.CompareTo(passed) <= 0) || (keys.Count > page.Limit && key.CompareTo(keys.Max) > 0))
                continue;
            if (fact.Span.At(reading.Position) is not { } validity || !validity.Contains(at))
                continue;
            facts[key] = fact;
            if (keys.Add(key) && keys.Count - 1 > page.Limit)
            {
                facts.Remove(keys.Max);
                keys.Remove(keys.Max);
            }
        }
        return [.. keys.Select(k => facts[k])];
    }

    /// <summary>The syncs of an application, the latest first.</summary>
    /// <param name="skip">So many of the latest are left out.</param>
    /// <returns>Null when the application is not defined at the read position.</returns>
    public SyncsAnswer? GetSyncs(AppId application, Reading reading, int skip, int limit)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (Find(application, reading) is null)
            return null;
        var rows = new List<SyncRecord>();
        var syncs = index.Observed.Source(application.Value) is { } source ? source.Syncs.Published : [];
        var coverage = CoverageOf(application, Period.At(reading.RecordingTime), reading);
        for (var i = syncs.Length - 1; i >= 0; i--)
        {
            if (syncs[i].StartedAt > reading.Position || skip-- > 0)
                continue;
            if (rows.Count == limit)
                return new SyncsAnswer(reading, coverage, rows, false);
            rows.Add(RecordOf(syncs[i], reading.Position));
        }
        return new SyncsAnswer(reading, coverage, rows, true);
    }

    /// <summary>Keys of the accounts of an identity that an application has, as known at the reading; in the order in which they were reported first.</summary>
    public IReadOnlyList<Guid> AccountsOf(AppId application, IdentityId identity, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return index.Observed.Source(application.Value) is { } source ? OpenAt(source.AccountsOf(identity.Value), reading.Position) : [];
    }

    /// <summary>The same of accounts of nobody known.</summary>
    public IReadOnlyList<Guid> OrphansOf(AppId application, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return index.Observed.Source(application.Value) is { } source ? OpenAt(source.Orphans.Published, reading.Position) : [];
    }

    private static List<Guid> OpenAt(ReadOnlySpan<ObservedFact> accounts, long position)
    {
        var open = new List<Guid>();
        foreach (var fact in accounts)
        {
            if (fact.Span.At(position) is { Until: var until } && until == Instant.Forever)
                open.Add(fact.Account.Key);
        }
        return open;
    }

    private IEnumerable<string> EntitlementsOf(AppId application, Instant at, Reading reading, string? from)
    {
        var (view, ids) = (ViewOf(reading), new SortedSet<string>(IdOrder.Instance));
        for (var i = 0; i < index.Entitlements.Count; i++)
        {
            if (Registered(index.Entitlements[i], reading) is { } node && CoverageFinding.ApplicationOf(view, node, at)?.Id == application.Value)
                ids.Add(node.Id);
        }
        foreach (var id in index.Observed.Source(application.Value)!.Entitlements.Published)
            ids.Add(id);
        return from is null ? ids : ids.SkipWhile(id => IdOrder.Instance.Compare(id, from) < 0);
    }

    /// <param name="governed">Of the application, first, and of all that the answer rests on so far: this one's are added.</param>
    private IEnumerable<Drift> DriftOf(string id, OrderedDictionary<AppId, Coverage> governed, Instant at, Reading reading)
    {
        var application = governed.GetAt(0).Key;
        var entitlement = new EntitlementId(id);
        var seen = Observing(reading, a => a == application).Holders(id, Period.At(at))
            .Where(h => h.Identity is not null).ToDictionary(h => h.Identity!.Value.Value, StringComparer.Ordinal);
        var holders = HoldersOf(entitlement, Period.At(at), reading);
        var granted = holders?.Ids.Select(i => i.Value).ToHashSet(StringComparer.Ordinal) ?? [];
        var known = governed[application].Covered;
        foreach (var coverage in holders?.Basis.Coverage ?? [])
        {
            governed.TryAdd(coverage.Application, coverage);
            known &= coverage.Covered;
        }
        var rows = seen.Values.Where(h => known && !granted.Contains(h.Holder))
            .Select(h => new Drift(DriftKind.HeldNotGranted, h.Identity!.Value, entitlement, h));
        // What moved elsewhere since is no longer for this application to show.
        if (ApplicationOf(entitlement, at, reading) == application)
            rows = rows.Concat(granted.Where(i => !seen.ContainsKey(i)).Select(i => new Drift(DriftKind.GrantedNotHeld, new(i), entitlement, null)));
        return rows.OrderBy(r => r.Identity.Value, IdOrder.Instance);
    }

    private static Orphan OrphanOf(ObservedFact account, Instant at, long position)
    {
        var holds = new SortedSet<string>(IdOrder.Instance);
        foreach (var fact in account.Account.Facts.Published)
        {
            if (fact.Entitlement is { } held && fact.Span.At(position) is { } validity && validity.Contains(at))
                holds.Add(held);
        }
        return new(account.Account.Key, account.Span.At(position)!.Value, account.LastUsed(position), [.. holds.Select(h => new EntitlementId(h))],
            account.Span.OpenedAt);
    }

    private SyncRecord RecordOf(ObservedSync sync, long position)
    {
        var recorded = index.Clock.TimeAt(sync.StartedAt);
        return sync.Ending is { } how && how.Position <= position
            ? new(sync.Id, sync.Kind, sync.TakenAt, recorded, how.Outcome)
            {
                Accounts = how.Accounts, Holdings = how.Holdings, Refused = how.Refused, Reason = sync.Reason,
            }
            : new(sync.Id, sync.Kind, sync.TakenAt, recorded, null) { Reason = sync.Reason };
    }
}
