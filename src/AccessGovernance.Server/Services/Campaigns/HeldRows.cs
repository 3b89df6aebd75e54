using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Reports.Tables;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Everything that identities hold at an instant, in the order of identities and then of entitlements.</summary>
internal static class HeldRows
{
    /// <param name="synthetic">Identities that are left out.</param>
    /// <param name="wanted">By the application that an entitlement belongs to at the instant.</param>
    public static IEnumerable<HeldRow> Of(AccessOfAll all, IReadOnlySet<IdentityId> synthetic, Func<AppId, bool> wanted)
    {
        var scan = all.NewScan();
        var isWanted = new bool[all.Entitlements];
        for (var entitlement = 0; entitlement < isWanted.Length; entitlement++)
            isWanted[entitlement] = wanted(all.ApplicationOf(entitlement));
        for (var identity = 0; identity < all.Identities; identity++)
        {
            if (synthetic.Contains(all.IdentityAt(identity)))
                continue;
            scan.Read(identity);
            for (var at = 0; at < scan.Held.Length; at++)
            {
                var (entitlement, direct) = scan.Held[at];
                if (isWanted[entitlement])
                    yield return new(all.IdentityAt(identity), all.EntitlementAt(entitlement), all.ApplicationOf(entitlement), direct,
                        scan.OriginOf(at).Since, scan.State == AccessState.Suspended);
            }
        }
    }
}
