using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>One sync as it is known. One writer, any number of readers.</summary>
internal sealed class ObservedSync(Guid id, SyncKind kind, Instant takenAt, long startedAt)
{
    private SyncEnding? ending;

    public Guid Id { get; } = id;

    public SyncKind Kind { get; } = kind;

    public Instant TakenAt { get; } = takenAt;

    public long StartedAt { get; } = startedAt;

    public SyncEnding? Ending => Volatile.Read(ref ending);

    public void End(SyncEnding how) => Volatile.Write(ref ending, how);

    public bool IsCompleteAt(long position) => Ending is { Outcome: SyncOutcome.Complete } how && how.Position <= position;
}

internal sealed record SyncEnding(SyncOutcome Outcome, long Position, long Accounts, long Holdings, long Refused);

/// <summary>What one application reported, sync after sync. One writer, any number of readers.</summary>
internal sealed class ObservedSource(string application)
{
    public string Application { get; } = application;

    public Postings<ObservedSync> Syncs { get; } = new();

    /// <summary>Accounts while they belonged to nobody known.</summary>
    public Postings<ObservedFact> Orphans { get; } = new();

    /// <summary>Every entitlement that was ever reported, each once.</summary>
    public Postings<string> Entitlements { get; } = new();

    /// <summary>The same, for the writer.</summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>For the writer.</summary>
    public Dictionary<Guid, ObservedAccount> Accounts { get; } = [];

    /// <summary>For the writer.</summary>
    public Dictionary<string, ObservedParent> Parents { get; } = new(StringComparer.Ordinal);

    /// <summary>How far the reports reach, for the first and the last instant of a period, as known at a position.</summary>
    public ObservedCoverage CoverageOf(Period during, long position)
    {
        Instant? from = null, latest = null;
        foreach (var sync in Syncs.Published)
        {
            if (sync.TakenAt >= during.Until)
                break;
            if (!sync.IsCompleteAt(position) || (from is null && sync.Kind != SyncKind.Full))
                continue;
            from ??= sync.TakenAt;
            latest = sync.TakenAt;
        }
        return new(new AppId(Application), from, latest, from <= during.From);
    }
}
