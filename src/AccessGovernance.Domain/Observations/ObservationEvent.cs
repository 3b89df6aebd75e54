using System.Collections.Immutable;

namespace AccessGovernance.Domain.Observations;

// The event records are a storage format: their JSON is kept for ever (see the event catalogue).

/// <summary>Everything that is recorded of what one application reports of itself.</summary>
public abstract record ObservationEvent : DomainEvent;

public enum SyncKind
{
    /// <summary>Everything that the system holds: what a whole sync does not name is gone.</summary>
    Full = 1,

    /// <summary>Accounts that changed since the sync before.</summary>
    Delta = 2,
}

public enum SyncOutcome
{
    /// <summary>The source said that it named everything, and nothing of it was refused.</summary>
    Complete = 1,

    /// <summary>It did not, or some of it was refused: what was named was seen, and nothing is gone because it was not named.</summary>
    Partial = 2,

    /// <summary>Never ended; another sync began after it. Counts as partial.</summary>
    Abandoned = 3,
}

/// <summary>A sync begins.</summary>
/// <param name="TakenAt">What it reports was so at this instant.</param>
/// <param name="Reason">Why it was reported so late; about the application, never about people.</param>
public sealed record SyncStarted(Guid Sync, SyncKind Kind, Instant TakenAt, string? Reason) : ObservationEvent;

/// <summary>
/// Accounts as the system has them. What stands in several parts of a sync, an account or a nesting, has all that they name together, and is there if
/// one of them has it.
/// </summary>
/// <param name="Part">Counts from 1, without gaps.</param>
/// <param name="Refused">Rows of the part that were refused, and are not in it.</param>
public sealed record PartReported(
    Guid Sync, int Part, ImmutableArray<ObservedAccount> Accounts, ImmutableArray<ObservedNesting> Nestings, int Refused) : ObservationEvent
{
    public override DomainEvent MapPersonalText(Func<PersonalText, PersonalText> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return this with { Accounts = [.. Accounts.Select(a => a.Login is { } login ? a with { Login = map(login) } : a)] };
    }

    /// <summary>The identity that the account belongs to: forgetting it makes the login unreadable too. One of nobody known has keys of its own.</summary>
    public override IdentityId? SubjectOf(int text)
    {
        var account = Accounts.Where(a => a.Login is not null).ElementAt(text);
        return account.Identity ?? UnownedLogin.Of(account.Key);
    }

    public bool Equals(PartReported? other) => other is not null && Sync == other.Sync && Part == other.Part && Refused == other.Refused
        && Accounts.SequenceEqual(other.Accounts) && Nestings.SequenceEqual(other.Nestings);

    public override int GetHashCode() => HashCode.Combine(Sync, Part, Accounts.Length, Nestings.Length);
}

/// <summary>
/// What an account of nobody known is called is what an account of these identities is or was called too: whoever forgets one of them
/// destroys the keys of that account with theirs.
/// </summary>
public sealed record LoginsMatched(Guid Sync, ImmutableArray<MatchedLogin> Matches) : ObservationEvent
{
    public bool Equals(LoginsMatched? other) => other is not null && Sync == other.Sync && Matches.SequenceEqual(other.Matches);

    public override int GetHashCode() => HashCode.Combine(Sync, Matches.Length);
}

/// <param name="Account">Key of the account that belonged to nobody known.</param>
public readonly record struct MatchedLogin(Guid Account, IdentityId Identity);

/// <summary>A sync ends and takes no more.</summary>
/// <param name="Accounts">Rows of accounts that are there; one that was divided over parts counts in each.</param>
public sealed record SyncEnded(Guid Sync, SyncOutcome Outcome, long Accounts, long Holdings, long Refused) : ObservationEvent;

/// <summary>One login of a target system, with everything that it holds there.</summary>
/// <param name="Key">
/// The same for the same account of the same owner. A keyed hash of what the system calls it, under a key of its owner; random, where it belongs to
/// nobody known. Says nothing of its name once the keys are destroyed.
/// </param>
/// <param name="Identity">Whom it belongs to; null for nobody who is known: an orphan.</param>
/// <param name="Login">What the system calls it; left out where the identity is forgotten.</param>
/// <param name="Gone">The system has it no more.</param>
public sealed record ObservedAccount(
    Guid Key, IdentityId? Identity, PersonalText? Login, bool Gone, Instant? LastUsed, ImmutableArray<ObservedGrant> Holds)
{
    public bool Equals(ObservedAccount? other) => other is not null && Key == other.Key && Identity == other.Identity && Login == other.Login
        && Gone == other.Gone && LastUsed == other.LastUsed && Holds.SequenceEqual(other.Holds);

    public override int GetHashCode() => HashCode.Combine(Key, Identity, Gone, LastUsed, Holds.Length);
}

/// <summary>
/// An account of nobody known in the place of an identity: for whom its name is sealed, and whose access an item of a review is. Its keys are destroyed when
/// somebody is forgotten who is, or was, called like it. A storage format: items of reviews name it for ever.
/// </summary>
public static class UnownedLogin
{
    // No id of an identity begins with a control character.
    private const string Prefix = "\u0001account-";

    /// <summary>Comes before every identity in the order of ids, and is the id of none.</summary>
    public static IdentityId Of(Guid account) => new(Prefix + account.ToString("N"));

    public static bool Is(IdentityId subject) => subject.Value.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The account of a subject that <see cref="Is"/> one.</summary>
    public static Guid AccountOf(IdentityId subject) => Guid.ParseExact(subject.Value.AsSpan(Prefix.Length), "N");
}

/// <summary>An entitlement that an account holds, and when it was last used.</summary>
public sealed record ObservedGrant(EntitlementId Entitlement, Instant? LastUsed);

/// <summary>What whoever holds an entitlement has too, in the target system; all of it. May lead back to itself.</summary>
public sealed record ObservedNesting(EntitlementId Entitlement, ImmutableArray<EntitlementId> Contains)
{
    public bool Equals(ObservedNesting? other) =>
        other is not null && Entitlement == other.Entitlement && Contains.SequenceEqual(other.Contains);

    public override int GetHashCode() => HashCode.Combine(Entitlement, Contains.Length);
}
