using AccessGovernance.Domain.Entitlements;

namespace AccessGovernance.Domain.Conferrals;

/// <summary>What a new conferral asks of the entitlements at its two ends.</summary>
public static class ConferralEnds
{
    public static Refusal? Check(EntitlementFacts from, EntitlementFacts to, Period validity, Instant now)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (!from.IsDefined)
            return new(RefusalReason.EntitlementUnknown, "from", "the entitlement is not defined");
        if (!to.IsDefined)
            return new(RefusalReason.EntitlementUnknown, "to", "the entitlement is not defined");
        // Whoever holds the first takes no seat of the second: seats could not be counted.
        if (to.Capacity is not null)
            return new(RefusalReason.EntitlementHasCapacity, "to", "an entitlement whose seats are counted cannot be conferred");
        return to.RetiredAt is { } retired && (validity.From >= retired || (now >= retired && validity.Until > retired))
            ? new(RefusalReason.EntitlementRetired, "to", $"the entitlement is retired from {retired} on")
            : null;
    }
}
