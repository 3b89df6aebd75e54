using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Data;

/// <summary>
/// A made-up organisation: applications with permissions, roles that confer some of them, and identities that hold both. The same at every
/// run, except for the ids that derive from requests.
/// </summary>
internal sealed class Organisation(HistoryWriter writer, OrganisationSize size)
{
    private const int PermissionsPerRole = 5;
    private const int Seed = 20_260_101;
    private const string Actor = "identities/provisioning-service";
    private static readonly Instant Begin = new(1_704_067_200_000);

    private readonly Random random = new(Seed);

    public static IdentityId Identity(int number) => new($"employee-{number:D6}@example.org");

    public static EntitlementId Permission(int number) => new($"app-{number % 40:D2}/permission-{number:D4}:write");

    /// <summary>Pairs of which the identity has the entitlement: half by a grant of its own, half by a role.</summary>
    public List<(IdentityId Identity, EntitlementId Entitlement)> Direct { get; } = [];

    public List<(IdentityId Identity, EntitlementId Entitlement)> ByRole { get; } = [];

    public async Task Write(CancellationToken cancellation)
    {
        await WriteCatalogue(cancellation);
        for (var i = 0; i < size.Identities; i++)
        {
            var id = Identity(i);
            await Write(id, new IdentityRegistered(IdentityKind.Employee, false), cancellation);
            for (var g = 0; g < size.DirectGrants; g++)
            {
                var permission = Permission(random.Next(size.Permissions));
                await Write(id, Granted(permission), cancellation);
                Direct.Add((id, permission));
            }
            for (var g = 0; g < size.RoleGrants; g++)
            {
                var role = random.Next(size.Roles);
                await Write(id, Granted(Role(role)), cancellation);
                ByRole.Add((id, Conferred(role, random.Next(PermissionsPerRole))));
            }
        }
        await writer.Flush(cancellation);
    }

    private async Task WriteCatalogue(CancellationToken cancellation)
    {
        for (var a = 0; a < 40; a++)
            await writer.Write(StreamNames.Of(Application(a)), new ApplicationDefined($"Application {a}", null, Begin), Actor, cancellation);
        for (var p = 0; p < size.Permissions; p++)
            await Define(Permission(p), EntitlementKind.Permission, Application(p % 40), cancellation);
        for (var r = 0; r < size.Roles; r++)
        {
            await Define(Role(r), EntitlementKind.Role, Application(0), cancellation);
            for (var p = 0; p < PermissionsPerRole; p++)
            {
                var conferral = new ConferralAdded(new(Guid.NewGuid()), Role(r), Conferred(r, p), Period.Since(Begin), null, null);
                await writer.Write(StreamNames.Conferrals, conferral, Actor, cancellation);
            }
        }
    }

    private ValueTask Define(EntitlementId id, EntitlementKind kind, AppId application, CancellationToken cancellation) => writer.Write(
        StreamNames.Of(id), new EntitlementDefined(kind, application, new EntitlementProfile(id.Value, "", null, Risk.Low), null), Actor, cancellation);

    private ValueTask Write(IdentityId id, DomainEvent what, CancellationToken cancellation) =>
        writer.Write(StreamNames.Of(id), what, Actor, cancellation);

    private AccessGranted Granted(EntitlementId entitlement) => new(new(Guid.NewGuid()), entitlement,
        Period.Since(Begin.Plus(TimeSpan.FromMinutes(random.Next(500_000)))), new Cause(CauseKind.DirectAssignment, null), null);

    private EntitlementId Conferred(int role, int place) => Permission(((role * 7) + (place * 31)) % size.Permissions);

    private static EntitlementId Role(int number) => new($"role-{number:D4}");

    private static AppId Application(int number) => new($"app-{number:D2}");
}

/// <summary>How many there are of each, and how many grants each identity gets.</summary>
internal sealed record OrganisationSize(int Identities, int Permissions, int Roles, int DirectGrants, int RoleGrants);
