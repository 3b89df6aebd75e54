using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Sampling;

/// <summary>
/// What can be held in a sample and what confers what: managers' roles confer their department's jobs, jobs and departments confer technical
/// groups, those confer permissions. Jobs are rebuilt now and then, some of it recorded late.
/// </summary>
internal sealed class SampleEntitlements
{
    public const string Everybody = "CN=All Staff,OU=Groups,DC=example";

    private const int StaffOfDepartment = 50;
    private const int GroupsOfDepartment = 3;
    private const int PermissionsOfDepartment = 20;
    private const int PermissionsOfGroup = 5;
    private const int GroupsOfJob = 3;
    private const int RebuiltPercentOfYear = 8;

    private static readonly string[] Systems = ["erp", "crm", "hr", "code", "files", "mail", "billing", "warehouse", "lab", "web"];
    private static readonly string[] Rights = ["read", "write", "approve", "admin"];

    private readonly SampleSize size;
    private readonly Popularity groups;
    private readonly Popularity permissions;

    public SampleEntitlements(SampleSize size)
    {
        this.size = size;
        Count = Math.Clamp(size.Identities / StaffOfDepartment, 3, Departments.MaxCount);
        groups = new Popularity(Count * GroupsOfDepartment);
        permissions = new Popularity(Count * PermissionsOfDepartment);
    }

    /// <summary>Departments.</summary>
    public int Count { get; }

    /// <summary>What somebody asks for beyond the job: a permission, sometimes a whole group.</summary>
    public string DrawExtra(Chance chance) => chance.Is(25) ? Group(groups.Draw(chance)) : Permission(permissions.Draw(chance));

    /// <summary>Everything recorded of what confers what, in no order.</summary>
    public IEnumerable<SampleRecord> Confers()
    {
        var chance = new Chance(size.Seed, ulong.MaxValue);
        for (var i = 0; i < 3; i++)
            yield return Edge(Everybody, Permission(i));
        for (var group = 0; group < Count * GroupsOfDepartment; group++)
        {
            foreach (var permission in Several(PermissionsOfGroup, () => Permission(permissions.Draw(chance))))
                yield return Edge(Group(group), permission);
        }
        for (var department = 0; department < Count; department++)
        {
            yield return Edge(Departments.Group(department), Group(department * GroupsOfDepartment));
            yield return Edge(Departments.Manager(department), Departments.Job(department, Departments.Jobs - 1));
            foreach (var job in Enumerable.Range(0, Departments.Jobs).Select(j => Departments.Job(department, j)))
            {
                foreach (var record in Several(GroupsOfJob, () => Group(groups.Draw(chance))).SelectMany(g => Life(job, g, chance)))
                    yield return record;
            }
        }
    }

    /// <summary>A job confers a group; rebuilt, it may do without for a while.</summary>
    private IEnumerable<SampleRecord> Life(string job, string group, Chance chance)
    {
        yield return Edge(job, group);
        for (var year = 0; year < size.Years; year++)
        {
            if (!chance.Is(RebuiltPercentOfYear))
                continue;
            var ended = size.Start.AddDays((year * 365) + chance.Below(180));
            yield return Record(job, group, ImportOperation.Remove, SampleTime.Of(ended, chance));
            yield return Record(job, group, ImportOperation.Add, SampleTime.Of(ended.AddDays(chance.Between(30, 150)), chance));
        }
    }

    private static HashSet<string> Several(int count, Func<string> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private SampleRecord Edge(string from, string to) => Record(from, to, ImportOperation.Add, SampleTime.Morning(size.Start));

    private static SampleRecord Record(string from, string to, ImportOperation operation, SampleTime time) =>
        new(time, operation, ImportRelation.Confers, from, to);

    private static string Group(int number) => $"CN=tech-{Systems[number % Systems.Length]}-{number:D4},OU=Groups,DC=example";

    private static string Permission(int number) =>
        $"{Systems[number % Systems.Length]}/area-{number / Systems.Length:D4}:{Rights[number / 3 % Rights.Length]}";
}
