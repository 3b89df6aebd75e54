namespace AccessGovernance.Domain.Identities;

/// <summary>What the identity's stream says of one grant.</summary>
/// <param name="Order">Revision of the event that recorded it: terminations recorded later cut it.</param>
/// <param name="Source">The import source while it has only imported facts; null as soon as a live fact is recorded of it.</param>
public sealed record Grant(EntitlementId Entitlement, Period Validity, bool Void, long Order, string? Source)
{
    public bool IsOpen => !Void && Validity.Until.IsForever;
}
