using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Grains.Identities;

/// <summary>What an event says about a seat of its entitlement.</summary>
/// <param name="Opens">True when it takes a seat or holds it for longer, so that the entitlement must be asked first.</param>
public sealed record SeatClaim(GrantId Grant, EntitlementId Entitlement, Period Validity, bool Opens)
{
    /// <param name="before">The identity's state that the event is about to change.</param>
    public static SeatClaim? Of(DomainEvent what, Identity before) => what switch
    {
        AccessGranted e => new(e.Grant, e.Entitlement, e.Validity, true),
        GrantCorrected e => new(e.Grant, e.Entitlement, e.Validity, before.Grants.GetValueOrDefault(e.Grant.Value)?.Validity.Contains(e.Validity) != true),
        AccessRevoked e => new(e.Grant, e.Entitlement, default, false),
        GrantVoided e => new(e.Grant, e.Entitlement, default, false),
        _ => null,
    };
}
