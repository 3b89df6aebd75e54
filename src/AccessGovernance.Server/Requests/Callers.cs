using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Grains;
using AccessGovernance.Server.Authentication;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// Who stands behind a token: the persons of its identity, and those of whoever issued it, so that these decide nothing about their own access with it.
/// </summary>
public sealed class Callers(GrainFinder find, DirectoryReader directory)
{
    /// <summary>Grains of identities and entitlements.</summary>
    public GrainFinder Find { get; } = find;

    /// <summary>The caller as of now. Whom the issuers belonged to when they issued the token is in the token; what is known since, in the directory.</summary>
    public async ValueTask<Caller> Of(CallerPrincipal principal, Instant now)
    {
        if (principal.Identity is not { } identity)
            return new Caller(principal.Actor, null, [], principal.MayBackdate);
        var facts = await Find.Of(identity).GetFacts(now);
        var issuers = directory.IssuersOf(principal.Token);
        return new Caller(principal.Actor, identity, facts.Persons, principal.MayBackdate)
        {
            SpeaksFor = principal.IssuedBy.IsEmpty ? issuers.Persons : [.. principal.IssuedBy.Union(issuers.Persons)],
            IssuedThrough = issuers.Identities,
        };
    }
}
