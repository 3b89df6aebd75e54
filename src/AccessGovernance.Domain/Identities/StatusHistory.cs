namespace AccessGovernance.Domain.Identities;

public enum StatusKind
{
    Suspended = 1,
    Resumed = 2,
    Terminated = 3,
    Reinstated = 4,
}

/// <summary>One recorded change of status.</summary>
/// <param name="Order">Its place among everything recorded of the identity (a revision, or a position).</param>
public readonly record struct StatusFact(long Order, StatusKind Kind, Instant At);

/// <summary>
/// The status of one identity as some state of knowledge has it. Each change takes effect at its own time; a termination is lifted only
/// by a reinstatement that is recorded later and effective later. Pure; costs grow with the number of changes, which are few.
/// </summary>
public sealed class StatusHistory
{
    public List<StatusFact> Facts { get; init; } = [];

    public void Add(StatusFact fact) => Facts.Add(fact);

    public void WithdrawTermination(Instant at) => Facts.RemoveAll(f => f.Kind == StatusKind.Terminated && f.At == at);

    public bool IsTerminatedAt(Instant at) => Terminations().Any(t => t.Contains(at));

    public bool IsSuspendedAt(Instant at) => Suspensions().Any(s => s.Contains(at));

    /// <summary>A termination that touches the period, if there is one.</summary>
    public Period? TerminationWithin(Period period)
    {
        foreach (var termination in Terminations())
        {
            if (termination.Overlaps(period))
                return termination;
        }
        return null;
    }

    /// <summary>Where a grant ends that was recorded at <paramref name="order"/>, because a later termination cut it; else forever.</summary>
    public Instant CutOf(long order)
    {
        var cut = Instant.Forever;
        foreach (var fact in Facts)
        {
            if (fact.Kind == StatusKind.Terminated && fact.Order > order)
                cut = Instant.Min(cut, fact.At);
        }
        return cut;
    }

    /// <summary>The periods of termination; they may overlap.</summary>
    public IEnumerable<Period> Terminations() =>
        from fact in Facts
        where fact.Kind == StatusKind.Terminated
        select new Period(fact.At, LiftOf(fact));

    /// <summary>The periods of suspension, in order. A reinstatement also ends a suspension.</summary>
    public IEnumerable<Period> Suspensions()
    {
        Instant? since = null;
        foreach (var fact in Facts.Where(f => f.Kind != StatusKind.Terminated).OrderBy(f => f.At.Milliseconds).ThenBy(f => f.Order))
        {
            if (fact.Kind == StatusKind.Suspended)
            {
                since ??= fact.At;
                continue;
            }
            if (since is { } from && from < fact.At)
                yield return new Period(from, fact.At);
            since = null;
        }
        if (since is { } open)
            yield return Period.Since(open);
    }

    private Instant LiftOf(StatusFact termination)
    {
        var lift = Instant.Forever;
        foreach (var fact in Facts)
        {
            if (fact.Kind == StatusKind.Reinstated && fact.Order > termination.Order && fact.At > termination.At)
                lift = Instant.Min(lift, fact.At);
        }
        return lift;
    }
}
