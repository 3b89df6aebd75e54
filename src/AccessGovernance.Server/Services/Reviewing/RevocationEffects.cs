using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>What a revocation would take away.</summary>
/// <param name="Loses">What the identity would hold no more, in order of ids.</param>
/// <param name="RetainedThrough">What it holds itself and would go on having the access from, in order of ids.</param>
/// <param name="Others">Who else would lose the access if it were taken out of what confers it, in order of ids.</param>
/// <param name="Complete">False where there was more to look at than the limits allow: then at least this much is lost.</param>
public sealed record RevocationEffect(
    ImmutableArray<EntitlementId> Loses, ImmutableArray<EntitlementId> RetainedThrough, ImmutableArray<IdentityId> Others, bool Complete);

/// <summary>Finds out, before anybody decides, what a revocation would take away now, from the index alone.</summary>
internal static class RevocationEffects
{
    /// <summary>Entitlements of one identity that are looked at.</summary>
    private const int MaxHeld = 10_000;

    /// <summary>Holders of one entitlement that are looked at.</summary>
    private const int MaxHolders = 10_000;

    public static RevocationEffect Of(HistoryReader history, FrozenItem item, Instant now, Reading reading)
    {
        // The grants that would end are those that the carrying out ends.
        var targets = Removals.TargetsOf(item);
        var held = history.WhatDidTheyHold(item.Identity, Period.At(now), reading, new Page(null, MaxHeld));
        var lost = held?.Rows.Where(h => h.Grants.All(g => targets.Contains(g.Entitlement))).Select(h => h.Entitlement) ?? [];
        var retained = held?.Rows.Where(h => h.Entitlement == item.Entitlement).SelectMany(h => h.Grants).Select(g => g.Entitlement)
            .Where(e => !targets.Contains(e)).Distinct() ?? [];
        var (others, all) = OthersOf(history, item, now, reading);
        return new([.. lost], [.. retained.OrderBy(e => e.Value, StringComparer.Ordinal)], others, all && held is not { Complete: false });
    }

    private static (ImmutableArray<IdentityId> Others, bool Complete) OthersOf(HistoryReader history, FrozenItem item, Instant now, Reading reading)
    {
        if (item.Origin.Through.IsEmpty
            || history.WhoHadAccess(item.Entitlement, Period.At(now), reading, new Page(null, MaxHolders)) is not { } holders)
            return ([], true);
        var others = holders.Rows.Where(h => h.Identity != item.Identity && h.Grants.All(g => item.Origin.Through.Contains(g.Entitlement)));
        return ([.. others.Select(h => h.Identity)], holders.Complete);
    }
}
