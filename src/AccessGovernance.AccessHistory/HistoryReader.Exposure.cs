using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// How long the access of an identity went on working after it should have been gone: of a leaver since the termination, after an incident since
    /// whatever instant that had. Looks at everything that was entitled up to then, or seen since.
    /// </summary>
    /// <returns>Null when the identity is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is not of one state of knowledge on our clock: lateness goes by that.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public ExposureAnswer? GetExposure(AskedExposure asked, Reading reading, Page page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(page);
        RequireOneState(reading);
        if (reading.KnownBy != KnownBy.Ours)
            throw new ArgumentException("Lateness goes by our clock.", nameof(reading));
        if (Find(asked.Identity, reading) is not { } identity)
            return null;
        if ((asked.Since ?? LastTermination(identity, reading)) is not { } since)
            return new ExposureAnswer(reading, null, [], [], true);
        var during = new Period(since, asked.Until);
        var (rows, coverage) = (new List<Exposure>(), new Dictionary<AppId, ObservedCoverage>());
        foreach (var (key, held) in HeldSince(identity, during, reading))
        {
            cancellation.ThrowIfCancellationRequested();
            if (page.After is { } after && Compare(key, after) <= 0)
                continue;
            if (rows.Count == page.Limit)
                return new ExposureAnswer(reading, since, rows, [.. coverage.Values], false);
            var row = ExposureOf(identity, held, during, reading);
            if (row.Application is { } application)
                coverage.TryAdd(application, CoverageSince(application, during, reading));
            rows.Add(row);
        }
        return new ExposureAnswer(reading, since, rows, [.. coverage.Values], true);
    }

    private Instant? LastTermination(IdentityNode identity, Reading reading) =>
        ViewOf(reading).StatusOf(identity).Terminations is [.., var last] ? last.From : null;

    private SortedDictionary<RowKey, HeldSomewhere> HeldSince(IdentityNode identity, Period during, Reading reading)
    {
        var found = new SortedDictionary<RowKey, HeldSomewhere>(Comparer<RowKey>.Create(Compare));
        var entitled = Held([identity], null, Period.Always, reading, Page.All).Rows.ToDictionary(r => r.Entitlement, r => r.Spans[^1].Until);
        foreach (var (entitlement, until) in entitled.Where(e => e.Value >= during.From))
        {
            var application = ApplicationOf(entitlement, during.From, reading);
            found[new(entitlement.Value, application?.Value ?? "")] = new(entitlement, application, until, null);
        }
        foreach (var seen in Observing(reading, null).HeldBy(identity.Id, new SpanSet(during)))
        {
            foreach (var application in seen.Observations.Select(o => o.Application).Distinct())
            {
                Instant? until = entitled.TryGetValue(seen.Entitlement, out var end) ? end : null;
                found[new(seen.Entitlement.Value, application.Value)] = new(seen.Entitlement, application, until, seen);
            }
        }
        return found;
    }

    private Exposure ExposureOf(IdentityNode identity, HeldSomewhere held, Period during, Reading reading)
    {
        var told = ToldAt(identity, held, reading);
        var (working, known) = WorkingSpans(identity, held, during, reading);
        var unknown = new SpanSet(during);
        foreach (var period in known.Periods.Concat(working.Periods))
            unknown.Remove(period);
        // What was never to be was always late by us.
        var split = held.EntitledUntil is null ? during.From : told ?? Instant.Forever;
        return new Exposure(held.Entitlement, held.Application)
        {
            EntitledUntil = held.EntitledUntil,
            ObservedUntil = held.Seen is null ? null : LastSeen(identity, held, reading),
            ToldAt = told,
            LateBySource = Within(working, during with { Until = Instant.Min(during.Until, split) }),
            LateByUs = Within(working, during with { From = Instant.Max(during.From, split) }),
            NotKnown = unknown.Periods,
        };
    }

    // What was seen holds until a report says otherwise, and beyond the last report nobody looked.
    private (SpanSet Working, SpanSet Known) WorkingSpans(IdentityNode identity, HeldSomewhere held, Period during, Reading reading)
    {
        var (working, known) = (new SpanSet(), new SpanSet());
        if (held.Application is not { } application)
            return (working, known);
        var covered = CoverageSince(application, during, reading);
        if (covered is { ObservedFrom: { } from, ReportedAt: { } latest })
            known.Add(during.Intersect(new Period(from, Period.At(latest).Until)));
        var seen = held.Seen is null ? null : SeenBy(identity, held, during, reading);
        foreach (var span in seen?.Spans ?? [])
            working.Add(span);
        var last = seen?.Observations.Max(o => o.Validity.From) ?? during.From;
        var end = Period.At(Instant.Max(covered.ReportedAt ?? during.From, last)).Until;
        if (seen?.Observations.Any(o => o.Validity.Until == Instant.Forever) == true)
            working.Remove(Period.Since(end));
        return (working, known);
    }

    private Instant? LastSeen(IdentityNode identity, HeldSomewhere held, Reading reading) =>
        SeenBy(identity, held, Period.Always, reading)?.Spans[^1].Until;

    // Later reports say what was so before them.
    private ObservedCoverage CoverageSince(AppId application, Period during, Reading reading) =>
        CoverageOf(application, Period.Since(during.From), reading);

    private ObservedHolding? SeenBy(IdentityNode identity, HeldSomewhere held, Period during, Reading reading) =>
        Observing(reading, a => a == held.Application).HeldBy(identity.Id, new SpanSet(during)).Find(h => h.Entitlement == held.Entitlement);

    /// <summary>The recording time of the first record after the last one by which it was still entitled at the instant of its end.</summary>
    private Instant? ToldAt(IdentityNode identity, HeldSomewhere held, Reading reading)
    {
        if (held.EntitledUntil is not { } until || until == Instant.Forever)
            return null;
        var positions = RecordsAbout(identity, held.Entitlement, reading);
        for (var i = positions.Count - 2; i >= 0; i--)
        {
            var then = Read(Knowledge.AtPosition(positions[i]));
            if (CheckAccess(new(identity.Id), held.Entitlement, Period.At(until), then, explain: false)?.IsOnRecord == true)
                return index.Clock.TimeAt(positions[i + 1]);
        }
        return until;
    }

    /// <summary>Ends of the batches that may have changed whether an identity has an entitlement, in order.</summary>
    private List<long> RecordsAbout(IdentityNode identity, EntitlementId entitlement, Reading reading)
    {
        var positions = new SortedSet<long>();
        foreach (var entry in new TimelineFinding(index, reading, 0).Find(identity, null))
            positions.Add(index.Clock.BatchEndOf(entry.Position));
        if (Find(entitlement, reading) is { } node)
        {
            foreach (var edge in new Closure(index, [node.Ordinal], Direction.Incoming).Edges)
            {
                foreach (var version in index.Conferrals.VersionsOf(edge).Where(v => v.Position <= reading.Position))
                    positions.Add(index.Clock.BatchEndOf(version.Position));
            }
        }
        return [.. positions.Where(p => p <= reading.Position)];
    }

    private static List<Period> Within(SpanSet spans, Period period) =>
        [.. spans.Periods.Select(p => p.Intersect(period)).Where(p => !p.IsEmpty)];

    private sealed record HeldSomewhere(EntitlementId Entitlement, AppId? Application, Instant? EntitledUntil, ObservedHolding? Seen);
}
