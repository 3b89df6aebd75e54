using AccessGovernance.Domain;
using AccessGovernance.Grains.Entitlements;
using AccessGovernance.Grains.Identities;

namespace AccessGovernance.Grains;

/// <summary>
/// Finds the grains that nearly every command asks. The factory looks at the attributes of a grain's interface each time; what it finds
/// there never changes, and is asked for once here.
/// </summary>
public sealed class GrainFinder
{
    private readonly IGrainFactory grains;
    private readonly (GrainType Type, GrainInterfaceType Interface) identity;
    private readonly (GrainType Type, GrainInterfaceType Interface) entitlement;

    public GrainFinder(IGrainFactory grains)
    {
        this.grains = grains;
        identity = KindOf(grains.GetGrain<IIdentityGrain>("-"));
        entitlement = KindOf(grains.GetGrain<IEntitlementGrain>("-"));
    }

    public IIdentityGrain Of(IdentityId id) =>
        (IIdentityGrain)grains.GetGrain(GrainId.Create(identity.Type, id.Value), identity.Interface);

    public IEntitlementGrain Of(EntitlementId id) =>
        (IEntitlementGrain)grains.GetGrain(GrainId.Create(entitlement.Type, id.Value), entitlement.Interface);

    private static (GrainType Type, GrainInterfaceType Interface) KindOf(IAddressable grain)
    {
        var reference = (GrainReference)grain;
        return (reference.GrainId.Type, reference.InterfaceType);
    }
}
