using System.Collections.Concurrent;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>One sync as it is known. One writer, any number of readers.</summary>
internal sealed class ObservedSync(Guid id, SyncKind kind, Instant takenAt, long startedAt, string? reason)
{
    private SyncEnding? ending;

    public Guid Id { get; } = id;

    public SyncKind Kind { get; } = kind;

    public Instant TakenAt { get; } = takenAt;

    public long StartedAt { get; } = startedAt;

    /// <summary>Why it was reported so late, if it was.</summary>
    public string? Reason { get; } = reason;

    public SyncEnding? Ending => Volatile.Read(ref ending);

    /// <summary>Where a part or the end of it was recorded for somebody else than its start.</summary>
    public Postings<long> ByOthers { get; } = new();

    public void AlsoReportedAt(long position) => ByOthers.Add(position);

    public void End(SyncEnding how) => Volatile.Write(ref ending, how);
}

internal sealed record SyncEnding(SyncOutcome Outcome, long Position, long Accounts, long Holdings, long Refused)
{
    /// <summary>How far the reports reach as of this one.</summary>
    public ReportReach Reach { get; init; }
}

/// <summary>
/// From the first complete full report to the last one that is known to have everything. After a sync that was not complete, changes may be
/// missing that no later delta names: only the next complete full one has everything again.
/// </summary>
internal readonly record struct ReportReach(Instant? From, Instant? Latest, bool HasGap)
{
    public ReportReach After(ObservedSync sync, SyncOutcome outcome)
    {
        if (outcome != SyncOutcome.Complete)
            return this with { HasGap = true };
        if (sync.Kind == SyncKind.Full)
            return new(From ?? sync.TakenAt, sync.TakenAt, false);
        return From is null || HasGap ? this : this with { Latest = sync.TakenAt };
    }
}

/// <summary>What one application reported, sync after sync. One writer, any number of readers.</summary>
internal sealed class ObservedSource(string application)
{
    private readonly ConcurrentDictionary<string, Postings<ObservedFact>> byEntitlement = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Postings<ObservedEdge>> byChild = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Postings<ObservedFact>> byOwner = new(StringComparer.Ordinal);
    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private ReportReach reach;

    public string Application { get; } = application;

    public Postings<ObservedSync> Syncs { get; } = new();

    /// <summary>Accounts while they belonged to nobody known.</summary>
    public Postings<ObservedFact> Orphans { get; } = new();

    /// <summary>Every entitlement that was ever reported, each once.</summary>
    public Postings<string> Entitlements { get; } = new();

    /// <summary>Every account that was ever reported, by its key.</summary>
    public ConcurrentDictionary<Guid, ObservedAccount> Accounts { get; } = new();

    /// <summary>What contains others, by its id.</summary>
    public ConcurrentDictionary<string, ObservedParent> Parents { get; } = new(StringComparer.Ordinal);

    public ReadOnlySpan<ObservedFact> OfEntitlement(string id) => byEntitlement.TryGetValue(id, out var found) ? found.Published : default;

    /// <summary>Accounts while they belonged to an identity.</summary>
    public ReadOnlySpan<ObservedFact> AccountsOf(string identity) => byOwner.TryGetValue(identity, out var found) ? found.Published : default;

    public ReadOnlySpan<ObservedEdge> Containing(string id) => byChild.TryGetValue(id, out var found) ? found.Published : default;

    public ReadOnlySpan<ObservedEdge> ContainedIn(string id) => Parents.TryGetValue(id, out var found) ? found.Edges.Published : default;

    /// <summary>Makes a fact known. For the writer.</summary>
    public void Enter(ObservedFact fact)
    {
        fact.Account.Facts.Add(fact);
        if (fact.Entitlement is { } entitlement)
        {
            Name(entitlement);
            byEntitlement.GetOrAdd(entitlement, static _ => new()).Add(fact);
        }
        else if (fact.Owner is { } owner)
            byOwner.GetOrAdd(owner, static _ => new()).Add(fact);
        else
            Orphans.Add(fact);
    }

    /// <summary>Makes an edge known. For the writer.</summary>
    public void Enter(ObservedEdge edge)
    {
        edge.Parent.Edges.Add(edge);
        Name(edge.Child);
        byChild.GetOrAdd(edge.Child, static _ => new()).Add(edge);
    }

    /// <summary>Whether an entitlement was named in a report up to a position.</summary>
    public bool HasReported(string entitlement, long position)
    {
        foreach (var fact in OfEntitlement(entitlement))
        {
            if (fact.Span.OpenedAt <= position)
                return true;
        }
        return AnyOpened(Containing(entitlement), position) || AnyOpened(ContainedIn(entitlement), position);
    }

    private static bool AnyOpened(ReadOnlySpan<ObservedEdge> edges, long position)
    {
        foreach (var edge in edges)
        {
            if (edge.Span.OpenedAt <= position)
                return true;
        }
        return false;
    }

    /// <summary>Ends the sync that is open, and keeps how far the reports reach from then on. For the writer.</summary>
    public void End(ObservedSync sync, SyncEnding how)
    {
        reach = reach.After(sync, how.Outcome);
        sync.End(how with { Reach = reach });
    }

    /// <summary>How far the reports reach, for the first and the last instant of a period, as known at a position.</summary>
    public ObservedCoverage CoverageOf(Period during, long position)
    {
        // Syncs are in the order of their instants and of their positions.
        var ended = CountWhile(s => s.TakenAt < during.Until && s.Ending is { } how && how.Position <= position);
        var known = ended == 0 ? default : Syncs.Published[ended - 1].Ending!.Reach;
        return new(new AppId(Application), known.From, known.Latest, known.From <= during.From);
    }

    /// <summary>The latest report as of which nothing is missing, as known at a position; null before the first.</summary>
    public ObservedSync? LatestComplete(long position)
    {
        var ended = CountWhile(s => s.Ending is { } how && how.Position <= position);
        if (ended == 0 || Syncs.Published[ended - 1].Ending!.Reach.Latest is not { } latest)
            return null;
        return Syncs.Published[CountWhile(s => s.TakenAt < latest)];
    }

    /// <summary>
    /// What the latest report as of which nothing is missing rests on, as known at a position: that one, and what was reported before it, back to the last
    /// whole one. The latest first.
    /// </summary>
    public IEnumerable<ObservedSync> Behind(ObservedSync complete)
    {
        var syncs = Syncs.Published.ToArray();
        for (var i = Array.IndexOf(syncs, complete); i >= 0; i--)
        {
            yield return syncs[i];
            if (syncs[i] is { Kind: SyncKind.Full, Ending.Outcome: SyncOutcome.Complete })
                yield break;
        }
    }

    /// <summary>The reports that ended after a position, up to another, and as of which nothing is missing; the latest first.</summary>
    public IEnumerable<ObservedSync> CompletedBetween(long after, long upTo)
    {
        for (var i = Syncs.Published.Length - 1; i >= 0; i--)
        {
            var sync = Syncs.Published[i];
            if (sync.Ending is not { } how || how.Position > upTo)
                continue;
            if (how.Position <= after)
                yield break;
            if (how.Reach.Latest == sync.TakenAt)
                yield return sync;
        }
    }

    // How many of the first syncs, in their order, are so; those behind them are not.
    private int CountWhile(Predicate<ObservedSync> isSo)
    {
        var syncs = Syncs.Published;
        var (first, end) = (0, syncs.Length);
        while (first < end)
        {
            var middle = first + ((end - first) / 2);
            if (isSo(syncs[middle]))
                first = middle + 1;
            else
                end = middle;
        }
        return first;
    }

    private void Name(string entitlement)
    {
        if (named.Add(entitlement))
            Entitlements.Add(entitlement);
    }
}
