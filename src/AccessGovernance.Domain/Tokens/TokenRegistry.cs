using System.Collections.Immutable;

namespace AccessGovernance.Domain.Tokens;

// The event records are a storage format: their JSON is kept for ever (see the event catalogue).

/// <summary>What a caller may do. Back-dating is a right of its own, added to a role.</summary>
public enum Role
{
    Administrator = 1,
    Provisioner = 2,
    Reviewer = 3,
    Auditor = 4,
    Reader = 5,
}

/// <summary>What a token says of its bearer.</summary>
/// <param name="Applications">Applications in scope; empty for all of them.</param>
public sealed record TokenClaims(
    IdentityId? Identity, ImmutableArray<Role> Roles, ImmutableArray<AppId> Applications, bool MayBackdate, Instant Expires)
{
    public bool Equals(TokenClaims? other) => other is not null && Identity == other.Identity && MayBackdate == other.MayBackdate
        && Expires == other.Expires && Roles.SequenceEqual(other.Roles) && Applications.SequenceEqual(other.Applications);

    public override int GetHashCode() => HashCode.Combine(Identity, MayBackdate, Expires, Roles.Length, Applications.Length);
}

public abstract record TokenEvent : DomainEvent;

/// <param name="Persons">The persons of the identity when the token was issued: roles that exclude each other do so by person.</param>
public sealed record TokenIssued(TokenId Token, TokenClaims Claims, ImmutableArray<PersonId> Persons) : TokenEvent
{
    public override bool CanOpenAccess => true;

    public bool Equals(TokenIssued? other) => other is not null && Token == other.Token && Claims == other.Claims
        && Persons.SequenceEqual(other.Persons);

    public override int GetHashCode() => Token.GetHashCode();
}

public sealed record TokenRevoked(TokenId Token) : TokenEvent;

public abstract record TokenCommand;

public sealed record IssueToken(TokenId Token, TokenClaims Claims, ImmutableArray<PersonId> Persons) : TokenCommand
{
    /// <summary>All identities of these persons today: a link may be younger than another token.</summary>
    public ImmutableArray<IdentityId> OfSamePersons { get; init; } = [];
}

public sealed record RevokeToken(TokenId Token) : TokenCommand;

/// <summary>A token that was issued.</summary>
public sealed record IssuedToken(TokenClaims Claims, ImmutableArray<PersonId> Persons, bool Revoked);

/// <summary>
/// All tokens ever issued. Administrator and auditor exclude each other for one caller: in one token, and across the live tokens of one
/// identity or person.
/// </summary>
public sealed class TokenRegistry : Aggregate
{
    /// <summary>Tokens that may be live at a time.</summary>
    public const int MaxLive = 100_000;

    public Dictionary<Guid, IssuedToken> Tokens { get; init; } = [];

    public Decision Decide(TokenCommand command, DecisionContext context) => command switch
    {
        IssueToken c => Issue(c, context),
        RevokeToken c => Revoke(c),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
    };

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case TokenIssued e: Tokens[e.Token.Value] = new(e.Claims, e.Persons, false); break;
            case TokenRevoked e: Tokens[e.Token.Value] = Tokens[e.Token.Value] with { Revoked = true }; break;
            default: throw Unknown(what);
        }
    }

    private Decision Issue(IssueToken command, DecisionContext context)
    {
        if (Tokens.ContainsKey(command.Token.Value))
            return Decision.Nothing;
        var live = Tokens.Values.Where(t => !t.Revoked && t.Claims.Expires > context.Now).ToList();
        if (live.Count >= MaxLive)
            return Decision.Refuse(RefusalReason.TokenLimitReached, "token", $"{MaxLive} tokens are live");
        var roles = live.Where(t => IsSameCaller(t, command)).SelectMany(t => t.Claims.Roles).Concat(command.Claims.Roles).ToHashSet();
        if (roles.Contains(Role.Administrator) && roles.Contains(Role.Auditor))
            return Decision.Refuse(RefusalReason.RolesExclusive, "roles", "administrator and auditor exclude each other for one caller");
        return Decision.Record(new TokenIssued(command.Token, command.Claims, command.Persons));
    }

    private Decision Revoke(RevokeToken command)
    {
        if (!Tokens.TryGetValue(command.Token.Value, out var token))
            return Decision.Refuse(RefusalReason.TokenUnknown, "token", "no such token was issued");
        return token.Revoked ? Decision.Nothing : Decision.Record(new TokenRevoked(command.Token));
    }

    private static bool IsSameCaller(IssuedToken issued, IssueToken asked) =>
        (asked.Claims.Identity is { } identity && issued.Claims.Identity == identity)
        || (issued.Claims.Identity is { } other && asked.OfSamePersons.Contains(other)) || issued.Persons.Intersect(asked.Persons).Any();
}
