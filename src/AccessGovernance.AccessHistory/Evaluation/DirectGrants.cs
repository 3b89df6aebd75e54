using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Grants by ordinal: which there are of an entitlement, whoever knows of them, and what never changes of each.</summary>
internal sealed class DirectGrants(HistoryIndex index)
{
    public ReadOnlySpan<int> Of(int entitlement) => index.Entitlements[entitlement].Grants.Published;

    /// <summary>Adds the grants of one entitlement to one identity.</summary>
    public void AddOf(int identity, EntitlementNode entitlement, List<int> grants)
    {
        foreach (var held in index.Identities[identity].Grants.Published)
        {
            if (held.Entitlement == entitlement.Ordinal)
                grants.Add(held.Grant);
        }
    }

    public IdentityNode HolderOf(int grant) => index.Identities[index.Grants[grant].Subject];

    public CauseKind CauseOf(int grant) => index.Causes[index.Grants[grant].Detail].Kind;

    public Guid IdOf(int grant) => index.Grants[grant].Id;
}
