using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Grants by their rows: which there are of an entitlement, whoever knows of them, and what never changes of each.</summary>
internal sealed class DirectGrants(HistoryIndex index)
{
    /// <summary>Adds all grants of an entitlement.</summary>
    public static void AddAll(EntitlementNode entitlement, RowBuffer rows)
    {
        foreach (var row in entitlement.Grants)
            rows.Add(row);
    }

    /// <summary>Adds the grants of one entitlement to one identity.</summary>
    public void AddOf(int identity, EntitlementNode entitlement, RowBuffer rows)
    {
        foreach (var row in index.Identities[identity].Grants.Published)
        {
            if (index.Grants.OwnerOf(row) == entitlement.Ordinal)
                rows.Add(row);
        }
    }

    public IdentityNode HolderOf(int row) => index.Identities[index.Grants.SubjectOf(row)];

    public CauseKind CauseOf(int row) => index.Causes.KindAt(index.Grants.OpenedAt(row));
}
