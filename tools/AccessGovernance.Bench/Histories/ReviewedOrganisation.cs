using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using AccessGovernance.Server.Services;

namespace AccessGovernance.Bench.Histories;

/// <summary>
/// An organisation whose access is to be reviewed: everybody with department, title and manager, a role that confers permissions, and grants of
/// permissions, some of which ended. The same seed makes the same.
/// </summary>
/// <param name="items">About so many things are held that a review of all would ask about.</param>
/// <param name="unowned">So many accounts of nobody known are reported beside that, each with a permission.</param>
internal sealed class ReviewedOrganisation(int items, int unowned)
{
    public const int HeldByOne = 20;
    public const int Entitlements = 2_000;

    private const ulong Seed = 7;
    private const int Roles = 100;
    private const int ConferredByRole = 5;
    private const int Applications = 20;
    private const int Departments = 50;
    private const int DepartmentSize = 100;
    private const int Provisioners = 40;
    private const int Titles = 10;
    private const int TeamSize = 12;
    private const int EndedPerThousand = 100;
    private static readonly Instant Begin = new(1_704_067_200_000);

    private readonly Dice dice = new(Seed);
    private long grants;

    public int Identities { get; } = Math.Max(1, items / HeldByOne);

    /// <summary>The same from its beginning: what one has told is not told again.</summary>
    public ReviewedOrganisation Anew() => new(items, unowned);

    /// <summary>When everything has been granted.</summary>
    public static Instant At => Begin.Plus(TimeSpan.FromDays(1_000));

    public static AppId Application(int number) => new($"app-{number:D2}");

    /// <summary>Who recorded what an identity holds.</summary>
    public static IdentityId ProvisionerOf(int number) => Identity(number / DepartmentSize % Provisioners);

    public static IdentityId Identity(int number) => new($"person.{number:D6}@example.org");

    /// <summary>Applications, entitlements and what roles confer.</summary>
    public static IEnumerable<(string Stream, DomainEvent What)> Catalogue()
    {
        for (var app = 0; app < Applications; app++)
            yield return (StreamNames.Of(Application(app)), new ApplicationDefined($"Application {app}", new($"P-{app:D6}"), Begin));
        for (var number = 0; number < Entitlements; number++)
        {
            var profile = new EntitlementProfile($"Entitlement {number}", "", new PersonId($"P-{number % 400:D6}"), (Risk)(1 + (number % 4)));
            var kind = number < Roles ? EntitlementKind.Role : EntitlementKind.Permission;
            yield return (StreamNames.Of(Entitlement(number)), new EntitlementDefined(kind, Application(number % Applications), profile, null));
        }
        for (var number = 0; number < Roles * ConferredByRole; number++)
        {
            yield return (StreamNames.Conferrals, new ConferralAdded(
                new(Dice.Id(1, number)), Entitlement(number / ConferredByRole), Entitlement(Roles + number), Period.Since(Begin), null, null));
        }
    }

    /// <summary>What the first application reports: accounts of nobody known. Nothing where there are none.</summary>
    public IEnumerable<(string Stream, DomainEvent What)> Reported()
    {
        var (stream, sync) = (StreamNames.OfObservation(Application(0)), Dice.Id(4, 0));
        if (unowned == 0)
            yield break;
        yield return (stream, new SyncStarted(sync, SyncKind.Full, At.Plus(TimeSpan.FromDays(-1)), null));
        foreach (var (part, accounts) in Enumerable.Range(0, unowned).Chunk(ObservedRows.MaxRows).Index())
            yield return (stream, new PartReported(sync, part + 1, [.. accounts.Select(Unowned)], [], 0));
        yield return (stream, new SyncEnded(sync, SyncOutcome.Complete, unowned, unowned, 0));
    }

    /// <summary>For whom the names of accounts of nobody known are sealed.</summary>
    public IEnumerable<IdentityId> UnownedSubjects => Enumerable.Range(0, unowned).Select(number => UnownedLogin.Of(UnownedKey(number)));

    private static Guid UnownedKey(int number) => Dice.Id(5, number);

    // A few permissions have most of them.
    private static ObservedAccount Unowned(int number)
    {
        var login = PersonalText.Plain(RetentionClass.Evidence, $"svc-account-{number:D6}");
        return new(UnownedKey(number), null, login, false, null, [new ObservedGrant(Entitlement(Roles + (Applications * (number % 10))), null)]);
    }

    /// <summary>One identity with its attributes, its person, and everything that it holds or held.</summary>
    public IEnumerable<(string Stream, DomainEvent What)> Of(int number)
    {
        var stream = StreamNames.Of(Identity(number));
        yield return (stream, new IdentityRegistered(number % 10 == 0 ? IdentityKind.Contractor : IdentityKind.Employee, false));
        yield return (stream, new IdentityLinked(
            new(Dice.Id(2, number)), new($"P-{number:D6}"), LinkRole.Person, Period.Since(Begin), null));
        yield return (stream, new AttributesChanged(AttributesOf(number), Begin, null));
        yield return (stream, Granted(Entitlement(number % Roles)));
        foreach (var permission in PermissionsOf(number))
        {
            var granted = Granted(Entitlement(permission));
            yield return (stream, granted);
            if (dice.Is(EndedPerThousand))
            {
                yield return (stream, new AccessRevoked(granted.Grant, granted.Entitlement, granted.Validity.From.Plus(TimeSpan.FromDays(3)), null));
                yield return (stream, Granted(Entitlement(permission)));
            }
        }
    }

    private static EntitlementId Entitlement(int number) =>
        new(number < Roles ? $"role-{number:D3}" : $"app-{number % Applications:D2}/permission-{number:D4}");

    // Half of what somebody holds is what the department holds.
    private HashSet<int> PermissionsOf(int number)
    {
        var permissions = new HashSet<int>();
        var department = number % Departments;
        const int first = Roles * (1 + ConferredByRole);
        while (permissions.Count < (HeldByOne - 1) / 2)
            permissions.Add(first + (((department * 17) + dice.Below(20)) % (Entitlements - first)));
        while (permissions.Count < HeldByOne - 1)
            permissions.Add(first + dice.Below(Entitlements - first));
        return permissions;
    }

    private AccessGranted Granted(EntitlementId entitlement)
    {
        var number = grants++;
        var from = Begin.Plus(TimeSpan.FromMinutes(dice.Below(1_000_000)));
        return new(new(Dice.Id(3, number)), entitlement, Period.Since(from), new(CauseKind.ApprovedRequest, $"REQ-{number}"), null);
    }

    private static ImmutableSortedDictionary<string, PersonalText?> AttributesOf(int number) => ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            KeyValuePair.Create("department", (PersonalText?)PersonalText.Plain(RetentionClass.Profile, $"Department {number % Departments}")),
            KeyValuePair.Create("title", (PersonalText?)PersonalText.Plain(RetentionClass.Profile, $"Title {number / Departments % Titles}")),
            KeyValuePair.Create("manager", (PersonalText?)PersonalText.Plain(RetentionClass.Profile, Identity(number / TeamSize).Value)),
        ]);
}
