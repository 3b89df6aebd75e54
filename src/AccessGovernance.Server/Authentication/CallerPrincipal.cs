using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Authentication;

/// <summary>Who calls, as the verified token says.</summary>
public sealed record CallerPrincipal(TokenId Token, IdentityId? Identity, FrozenSet<Role> Roles, bool MayBackdate, Instant Expires)
{
    /// <summary>The persons of whoever issued the token, as of then, and of whoever issued theirs.</summary>
    public required ImmutableArray<PersonId> IssuedBy { get; init; }

    /// <summary>The applications in scope; null for all of them.</summary>
    public required FrozenSet<string>? Applications { get; init; }

    /// <summary>By id: of the identity, or of the token when it names none.</summary>
    public string Actor { get; } = Identity is { } identity ? identity.Value : $"token:{Token}";

    public bool IsAdministrator => Roles.Contains(Role.Administrator);

    public bool IsUnscoped => Applications is null;

    /// <summary>Attributes are for those who manage identities everywhere, and for auditors.</summary>
    public bool SeesPersonalData =>
        IsUnscoped && (IsAdministrator || Roles.Contains(Role.Auditor) || Roles.Contains(Role.Provisioner));

    public bool Reaches(AppId? application) => Applications is null || (application is { } app && Applications.Contains(app.Value));

    /// <exception cref="DeniedException">The application is outside the token's scope.</exception>
    public void RequireScope(AppId? application, string field)
    {
        if (!Reaches(application))
            throw new DeniedException("OUT_OF_SCOPE", $"{field} is not in the scope of this token, or is not known");
    }

    /// <exception cref="DeniedException">The token is limited to some applications.</exception>
    public void RequireUnscoped(string what)
    {
        if (!IsUnscoped)
            throw new DeniedException("OUT_OF_SCOPE", $"{what} needs a token that is not limited to applications");
    }
}
