using AccessGovernance.Directory;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Authentication;

/// <summary>Where an API token is given as a password: whose it is, and why it does not let in. The user name does not matter.</summary>
internal sealed class PasswordTokens(BearerTokens tokens, DirectoryReader directory, NodeClock clock)
{
    /// <summary>The password is no token, or none that is good.</summary>
    public const string Invalid = "TOKEN_INVALID";

    /// <summary>Lets in whose token is not limited to applications, of an identity that may act, if any.</summary>
    /// <param name="hasRole">Whether the caller's roles suffice.</param>
    public async ValueTask<Verdict> Judge(PasswordCredentials? given, Func<CallerPrincipal, bool> hasRole)
    {
        if (given is null)
            return new(null, "TOKEN_MISSING");
        if (await tokens.Verify(given.Password) is not { } caller)
            return new(null, Invalid);
        if (!hasRole(caller))
            return new(caller, "ROLE_MISSING");
        if (!caller.IsUnscoped)
            return new(caller, "OUT_OF_SCOPE");
        return new(caller, IsBarred(caller) ? "IDENTITY_NOT_ACTIVE" : null);
    }

    /// <summary>Whether somebody who was let in would still be now, by a look into memory.</summary>
    public bool IsStillGood(CallerPrincipal caller) => tokens.IsLive(caller) && !IsBarred(caller);

    private bool IsBarred(CallerPrincipal caller) => caller.Identity is { } identity && directory.IsBarred(identity, clock.Now);

    /// <param name="Caller">Null when nobody is known by the password.</param>
    /// <param name="WhyNot">Null when the caller is let in; else the reason, as the audit of denials has it.</param>
    public readonly record struct Verdict(CallerPrincipal? Caller, string? WhyNot);
}
