namespace AccessGovernance.Cli.Sampling;

/// <summary>Departments of a sample by number, each with four jobs, a manager for each team, and a group of its own.</summary>
internal static class Departments
{
    public const int Jobs = 4;

    private static readonly string[] Functions =
    [
        "Finance", "Sales", "Engineering", "Operations", "Support", "Logistics", "Research", "Marketing", "Procurement", "Legal", "People", "IT",
    ];

    private static readonly string[] Sites =
    [
        "Halden", "Gdańsk", "Lyon", "Porto", "Graz", "Aarhus", "Turku", "Brno", "Málaga", "Cork", "Genève", "Split", "Łódź", "Leipzig", "Utrecht",
        "Tartu", "Ghent", "Košice", "Pécs", "Bergen", "Umeå", "Bari", "Kraków", "Zürich", "Dundee",
    ];

    private static readonly string[] JobNames = ["clerk", "analyst", "specialist", "lead"];

    public static int MaxCount => Functions.Length * Sites.Length;

    public static string Group(int department) => $"CN={Name(department)},OU=Departments,DC=example";

    public static string Job(int department, int job) => $"role:{Name(department)}/{JobNames[job]}";

    public static string Manager(int department) => $"role:{Name(department)}/manager";

    public static string Team(int department, int team) => $"team:{Name(department)}/{team + 1:D2}";

    private static string Name(int department) => $"{Functions[department % Functions.Length]} {Sites[department / Functions.Length]}";
}
