using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Hires the people of the sample organisation: the cast of the questions first, then by department.</summary>
internal static class SampleStaff
{
    private const int FirstNumber = 1001;

    /// <summary>One in so many joined within the two years, is a contractor, or has left.</summary>
    private const int JoinerEvery = 4;
    private const int ContractorEvery = 9;
    private const int LeaverEvery = 8;

    private static readonly (string Id, string Name, string OwnerTitle)[] Services =
    [
        ("svc-payment-gateway", "Payment gateway", "Head of Finance"), ("svc-crm-sync", "Customer synchronisation", "Head of Sales"),
        ("svc-build", "Build server", "Head of Engineering"), ("svc-backup", "Backup", "Head of IT"),
    ];

    public static List<SampleIdentity> Create(DateOnly today, Random random)
    {
        var staff = new List<SampleIdentity>();
        foreach (var department in SampleDepartment.All)
            Hire(staff, department, today, random);
        foreach (var (id, name, ownerTitle) in Services)
        {
            staff.Add(new(id, staff.First(s => s.Title == ownerTitle).Person, IdentityKind.Service, name)
            {
                Title = "Service account", Department = "IT", Joined = today.AddDays(-SampleOrganisation.DaysOfHistory),
            });
        }
        return staff;
    }

    private static void Hire(List<SampleIdentity> staff, SampleDepartment department, DateOnly today, Random random)
    {
        var cast = CastOf(department.Name, today).ToList();
        var head = Hire(staff.Count, department.Head.Title, department, null, today) with { Kind = IdentityKind.Employee,
            Joined = Founding(today), LastDay = null };
        staff.Add(head);
        foreach (var member in cast)
            staff.Add(member with { Person = PersonNumber(staff.Count), Manager = head.Id });
        for (var i = cast.Count + 1; i < department.People; i++)
            staff.Add(
                Hire(staff.Count, department.Jobs[i % department.Jobs.Count].Title, department, random, today) with { Manager = head.Id });
    }

    private static SampleIdentity Hire(int n, string title, SampleDepartment department, Random? random, DateOnly today)
    {
        var name = SampleNames.Of(n);
        var joined = random is not null && n % JoinerEvery == 1 ? today.AddDays(-random.Next(120, 700)) : Founding(today);
        // Nobody leaves in the first weeks.
        var left = random is not null && n % LeaverEvery == 3 ? today.AddDays(-random.Next(10, 80)) : (DateOnly?)null;
        var contracted = n % ContractorEvery == 4 && department.Name is ("Engineering" or "IT");
        var kind = contracted ? IdentityKind.Contractor : IdentityKind.Employee;
        return new(SampleNames.LoginOf(name), PersonNumber(n), kind, name)
        {
            Department = department.Name, Title = title, Joined = joined, LastDay = left,
        };
    }

    private static IEnumerable<SampleIdentity> CastOf(string department, DateOnly today)
    {
        if (department == "Engineering")
        {
            yield return new(SampleCast.Leaver, "", IdentityKind.Employee, SampleCast.LeaverName)
            {
                Department = department, Title = "Release Engineer", Joined = Founding(today), LastDay = new SampleCast(today).LastDay,
            };
        }
        if (department == "Sales")
        {
            yield return new(SampleCast.Mover, "", IdentityKind.Employee, SampleCast.MoverName)
            {
                Department = department, Title = "Account Manager", Joined = Founding(today),
            };
        }
    }

    private static DateOnly Founding(DateOnly today) => today.AddDays(-SampleOrganisation.DaysOfHistory - 1);

    private static string PersonNumber(int n) => $"p-{FirstNumber + n}";
}
