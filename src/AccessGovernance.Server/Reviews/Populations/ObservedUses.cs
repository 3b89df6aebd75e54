using AccessGovernance.Domain;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>When access was last used, as the applications report it.</summary>
internal static class ObservedUses
{
    /// <summary>Null where nothing is known of it: that is no proof that it was not used, and so no reason for or against it.</summary>
    public static Instant? LastOf(IdentityId identity, EntitlementId entitlement)
    {
        _ = (identity, entitlement);
        return null;
    }
}
