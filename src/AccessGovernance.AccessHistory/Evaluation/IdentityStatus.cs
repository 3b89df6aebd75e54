using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>The status of one identity in one state of knowledge.</summary>
internal sealed class IdentityStatus
{
    /// <summary>No status fact is known: active always.</summary>
    public static readonly IdentityStatus Active = new(new StatusHistory(), []);

    private readonly StatusFact[] cuts;

    private IdentityStatus(StatusHistory history, StatusRecord[] records)
    {
        Records = records;
        cuts = [.. history.Facts.Where(f => f.Kind == StatusKind.Terminated)];
        Terminations = [.. history.Terminations()];
        Suspensions = [.. history.Suspensions()];
    }

    /// <summary>All records of the identity, where it was made of all; else none.</summary>
    public StatusRecord[] Records { get; }

    public Period[] Terminations { get; }

    public Period[] Suspensions { get; }

    public static IdentityStatus Of(IdentityNode identity, in Visibility seen) =>
        identity.Status.IsEmpty ? Active : new(HistoryOf(identity.Status, seen), []);

    /// <summary>The status that all of an identity's records make, which it takes over.</summary>
    public static IdentityStatus OfAll(StatusRecord[] records) => new(HistoryOf(records, Visibility.Ours(long.MaxValue)), records);

    private static StatusHistory HistoryOf(ReadOnlySpan<StatusRecord> records, in Visibility seen)
    {
        var history = new StatusHistory();
        foreach (ref readonly var record in records)
        {
            if (!seen.Sees(record.Mark))
                continue;
            if (record.Change == StatusChange.TerminationWithdrawn)
                history.WithdrawTermination(record.At);
            else
                history.Add(new StatusFact(record.Mark.Position, KindOf(record.Change), record.At));
        }
        return history;
    }

    /// <summary>Where a grant ends that was recorded at a position, because of a termination recorded later.</summary>
    public Instant CutOf(long position)
    {
        var cut = Instant.Forever;
        foreach (var termination in cuts)
        {
            if (termination.Order > position)
                cut = Instant.Min(cut, termination.At);
        }
        return cut;
    }

    /// <summary>The first instant of a period at which the identity was not suspended, if there is one.</summary>
    public Instant? FirstActive(Period period)
    {
        var at = period.From;
        foreach (var suspension in Suspensions)
        {
            if (suspension.Contains(at))
                at = suspension.Until;
        }
        return at < period.Until ? at : null;
    }

    public bool IsTerminatedThroughout(Period period)
    {
        if (Terminations.Length == 0)
            return period.IsEmpty;
        var left = new SpanSet(period);
        foreach (var termination in Terminations)
            left.Remove(termination);
        return left.IsEmpty;
    }

    private static StatusKind KindOf(StatusChange change) => change switch
    {
        StatusChange.Suspended => StatusKind.Suspended,
        StatusChange.Resumed => StatusKind.Resumed,
        StatusChange.Terminated => StatusKind.Terminated,
        StatusChange.Reinstated => StatusKind.Reinstated,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}
