using AccessGovernance.Cli.Quickstart;

namespace AccessGovernance.Cli.Sampling;

/// <summary>A place in the organisation from a day on.</summary>
internal readonly record struct Post(DateOnly From, int Department, int Job, int Team);

/// <summary>One identity of a sample: when it came and went, and where it worked. Follows from the seed and its number alone.</summary>
internal sealed class Employee
{
    private const int DifferentNames = 1_200;
    private const int ServicePercent = 3;
    private const int ThereFromTheStartPercent = 45;
    private const int LeavePercentOfYear = 9;
    private const int MovePercentOfYear = 15;
    private const int TeamsOfDepartment = 6;

    private readonly int number;

    public Employee(SampleSize size, int departments, int number)
    {
        this.number = number;
        var chance = new Chance(size.Seed, (ulong)number);
        IsService = chance.Is(ServicePercent);
        Joined = chance.Is(ThereFromTheStartPercent) ? size.Start : size.Start.AddDays(chance.Below(size.Days));
        Posts.Add(NewPost(Joined, departments, chance));
        for (var year = Joined; year < SampleSize.End && LastDay is null; year = year.AddYears(1))
        {
            if (chance.Is(MovePercentOfYear))
                Posts.Add(NewPost(year.AddDays(chance.Between(20, 180)), departments, chance));
            if (chance.Is(LeavePercentOfYear))
                LastDay = year.AddDays(chance.Between(181, 360));
        }
    }

    public string Id => IsService ? $"svc-{number:D6}"
        : SampleNames.LoginOf(SampleNames.Of(number % DifferentNames)) + (number < DifferentNames ? "" : $"{(number / DifferentNames) + 1}");

    public bool IsService { get; }

    public DateOnly Joined { get; }

    /// <summary>Null for those who stay.</summary>
    public DateOnly? LastDay { get; private set; }

    /// <summary>Where it worked, in order of time; one at least.</summary>
    public List<Post> Posts { get; } = [];

    public bool IsThereOn(DateOnly day) => Joined <= day && (LastDay is not { } last || day <= last);

    private static Post NewPost(DateOnly from, int departments, Chance chance) =>
        new(from, chance.Below(departments), chance.Below(Departments.Jobs), chance.Below(TeamsOfDepartment));
}
