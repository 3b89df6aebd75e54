using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Roles;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>Role candidates by the places of entitlements and identities, and what they were found among.</summary>
/// <param name="Identities">Places of those who were searched, in the order in which candidates name them.</param>
/// <param name="Existing">Entitlements that confer others, with what each confers, by places.</param>
internal sealed record SearchedCandidates(FoundCandidates Found, int[] Identities, long Assignments, IReadOnlyList<(int Entitlement, int[] Content)> Existing);

/// <summary>
/// Finds role candidates among what identities hold directly: what they hold through a role is one already. Those who are suspended count, as
/// they return with what they hold.
/// </summary>
internal static class CandidateSearch
{
    /// <exception cref="ExhaustedException">More is held than can be looked through at once.</exception>
    public static SearchedCandidates Find(
        AnalysedAccess access, IReadOnlySet<AppId> applications, Func<IdentityRecord, bool> wanted, RoleSearchLimits limits, CancellationToken cancellation)
    {
        var isWanted = access.OfIdentities((_, record) => !record.Synthetic && wanted(record), cancellation);
        var held = access.OfHeld((identity, scan) => isWanted[identity] ? access.Held(scan, IsAsked) : [], cancellation);
        int[] identities = [.. Enumerable.Range(0, held.Length).Where(i => held[i].Length > 0)];
        var assignments = identities.Sum(i => (long)held[i].Length);
        if (assignments > AccessMatrix.MaxCells)
            throw new ExhaustedException(
                "TOO_MUCH_TO_SEARCH", $"{assignments} assignments are in scope, {AccessMatrix.MaxCells} can be searched; name applications or a condition",
                new Dictionary<string, string>());
        var matrix = AccessMatrix.Of(access.All.Entitlements, [.. identities.Select(i => held[i])]);
        return new(RoleSearch.Find(matrix, limits, cancellation), identities, assignments, ExistingIn(access, cancellation));

        bool IsAsked(HeldEntitlement one) => one.Direct && (applications.Count == 0 || applications.Contains(access.All.ApplicationOf(one.Entitlement)));
    }

    // Of a role that confers something else than the caller may see, nothing is told: not even how much that is.
    private static List<(int Entitlement, int[] Content)> ExistingIn(AnalysedAccess access, CancellationToken cancellation)
    {
        var (scan, existing) = (access.All.NewScan(), new List<(int Entitlement, int[] Content)>());
        for (var entitlement = 0; entitlement < access.All.Entitlements; entitlement++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!access.Sees(entitlement))
                continue;
            int[] content = [.. scan.ConferredBy(entitlement)];
            if (content.Length > 0 && content.All(access.Sees))
                existing.Add((entitlement, content));
        }
        return existing;
    }
}
