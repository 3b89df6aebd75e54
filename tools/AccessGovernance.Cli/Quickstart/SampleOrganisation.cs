using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;

namespace AccessGovernance.Cli.Quickstart;

internal sealed record SampleApplication(string Id, string DisplayName, string OwnerTitle);

internal sealed record SampleEntitlement(
    string Id, EntitlementKind Kind, string Application, Risk Risk, string DisplayName, string Description);

/// <summary>Somebody on the payroll, or a service account when <paramref name="Kind"/> says so; as they are today, or were when they
/// left.</summary>
internal sealed record SampleIdentity(string Id, string Person, IdentityKind Kind, string DisplayName)
{
    public string Department { get; init; } = "";
    public string Title { get; init; } = "";
    public string Manager { get; init; } = "";

    /// <summary>First day; before <see cref="SampleOrganisation.Start"/> for those who were there already.</summary>
    public DateOnly Joined { get; init; }

    public DateOnly? LastDay { get; init; }
}

/// <summary>
/// An organisation of about 120 people that looks like a real one: six departments, four applications, and two years of joiners, movers and
/// leavers, some recorded late and some corrected. A pure function of the day that counts as today.
/// </summary>
internal sealed record SampleOrganisation(DateOnly Today, IReadOnlyList<SampleIdentity> Identities, IReadOnlyList<HistoryRow> History)
{
    public const string Name = "Halden Instruments";
    public const string Source = "HR & IT history";

    private const int Seed = 20_170_411;

    public static readonly int DaysOfHistory = 730;

    public DateOnly Start => Today.AddDays(-DaysOfHistory);

    public SampleCast Cast => new(Today);

    public static SampleOrganisation Create(DateOnly today)
    {
        var random = new Random(Seed);
        var identities = SampleStaff.Create(today, random);
        return new(today, identities, SampleHistory.Create(today, identities, random));
    }

    /// <summary>The person who owns what the holders of a title answer for.</summary>
    public string OwnerOf(string title) => Identities.First(i => i.Title == title).Person;
}
