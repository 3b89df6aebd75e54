using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// What a token that is limited to applications may define, launch and see: campaigns whose scope lists applications or entitlements, all of them
/// within its own.
/// </summary>
public sealed class CampaignScopes(Snapshots snapshots)
{
    public bool Reaches(CallerPrincipal caller, CampaignScope scope) => caller.IsUnscoped
        || (!(scope.Applications.IsEmpty && scope.Entitlements.IsEmpty)
            && scope.Applications.All(a => caller.Reaches(a)) && scope.Entitlements.All(e => snapshots.Sees(caller, e.Value)));

    /// <exception cref="DeniedException">The scope is not within the token's.</exception>
    public void Require(CallerPrincipal caller, CampaignScope scope)
    {
        if (!Reaches(caller, scope))
            throw new DeniedException(
                "OUT_OF_SCOPE", "the scope of the campaign is not within the applications of this token; list applications or entitlements");
    }
}
