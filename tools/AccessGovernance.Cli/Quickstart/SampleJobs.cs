namespace AccessGovernance.Cli.Quickstart;

/// <summary>A job: its title and the role that comes with it.</summary>
internal sealed record SampleJob(string Title, string Role);

/// <summary>A department: how many people, who leads it, and which jobs there are (the more often named, the more people).</summary>
internal sealed record SampleDepartment(string Name, int People, SampleJob Head, IReadOnlyList<SampleJob> Jobs)
{
    public static readonly IReadOnlyList<SampleDepartment> All =
    [
        new("Finance", 16, new("Head of Finance", "role:controller"),
        [
            new("Accounts Clerk", "role:accounts-clerk"), new("Accounts Payable Specialist", "role:accounts-payable"),
            new("Accounts Clerk", "role:accounts-clerk"), new("Controller", "role:controller"),
        ]),
        new("Sales", 24, new("Head of Sales", "role:sales-lead"),
        [
            new("Sales Representative", "role:sales-rep"), new("Account Manager", "role:sales-rep"),
            new("Sales Representative", "role:sales-rep"),
            new("Regional Lead", "role:sales-lead"),
        ]),
        new("Engineering", 30, new("Head of Engineering", "role:release-engineer"),
        [
            new("Firmware Engineer", "role:engineer"), new("Software Engineer", "role:engineer"), new("Test Engineer", "role:engineer"),
            new("Release Engineer", "role:release-engineer"),
        ]),
        new("Operations", 30, new("Head of Operations", "role:operator"),
        [
            new("Line Technician", "role:operator"), new("Production Planner", "role:operator"), new("Quality Inspector", "role:operator"),
        ]),
        new("People", 8, new("Head of People", "role:people-partner"),
        [
            new("People Partner", "role:people-partner"), new("Payroll Specialist", "role:payroll"),
        ]),
        new("IT", 10, new("Head of IT", "role:it-administrator"),
        [
            new("Support Engineer", "role:it-support"), new("Systems Administrator", "role:it-administrator"),
            new("Support Engineer", "role:it-support"),
        ]),
    ];

    public static string RoleOf(string title) =>
        All.SelectMany(d => d.Jobs.Append(d.Head)).First(j => j.Title == title).Role;
}
