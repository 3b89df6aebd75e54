using System.Collections.Immutable;

namespace AccessGovernance.Domain;

/// <summary>Who asks: the actor by id, the persons behind it, and whether it may change the past.</summary>
/// <param name="Actor">Id of the calling identity, or of the token when it names none. Never a mail address.</param>
/// <param name="Identity">The calling identity, if the token names one.</param>
/// <param name="Persons">Persons that the calling identity belongs to or is owned by.</param>
/// <param name="MayBackdate">Holds the right to state what is back-dated.</param>
public sealed record Caller(string Actor, IdentityId? Identity, ImmutableArray<PersonId> Persons, bool MayBackdate)
{
    /// <summary>The product itself: processes that read the log and send commands.</summary>
    public static readonly Caller System = new("system", null, [], true);

    /// <summary>
    /// The persons of whoever issued the caller's token, then or since, and of whoever issued theirs: they have seen the token, and may be who calls. It
    /// is their own access too; they sign for nothing.
    /// </summary>
    public ImmutableArray<PersonId> SpeaksFor { get; init; } = [];

    /// <summary>The identities that issued the caller's token, and theirs.</summary>
    public ImmutableArray<IdentityId> IssuedThrough { get; init; } = [];

    public bool Is(PersonId person) => Persons.Contains(person);

    /// <summary>The persons whose access is the caller's own: its own, and those of whoever issued its token. May name one twice.</summary>
    public IEnumerable<PersonId> OwnPersons => Persons.Concat(SpeaksFor);

    /// <summary>Whether the identity is the caller's, or one that the caller's token was issued with, whoever they belong to.</summary>
    public bool IsOwn(IdentityId identity) => Identity == identity || IssuedThrough.Contains(identity);
}

/// <summary>What a decision may know beside the state: the time and the caller.</summary>
public readonly record struct DecisionContext(Instant Now, Caller Caller)
{
    /// <summary>Clocks of callers differ: what is at most this much older than now counts as now.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Refuses a period that was over before it could begin, and one that begins in the past as below.</summary>
    public Refusal? CheckPeriod(Period validity, bool hasReason) => validity.IsEmpty
        ? new(RefusalReason.PeriodOver, "validity.until", $"{validity.Until} lies before now, when the period was to begin")
        : CheckBackdating(validity.From, hasReason, "validity.from");

    /// <summary>Refuses an instant in the past unless the caller may back-date and gives a reason.</summary>
    public Refusal? CheckBackdating(Instant at, bool hasReason, string field)
    {
        if (at.Milliseconds >= Now.Milliseconds - (long)ClockTolerance.TotalMilliseconds)
            return null;
        if (!Caller.MayBackdate)
            return new(RefusalReason.BackdatingNotPermitted, field, $"{at} lies in the past, and the caller lacks the right to back-date");
        return hasReason ? null : new(RefusalReason.ReasonRequired, "reason", "what is back-dated needs a reason");
    }
}
