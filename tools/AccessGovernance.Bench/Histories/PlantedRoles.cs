namespace AccessGovernance.Bench.Histories;

/// <summary>How many users, permissions and roles, and how much each user has.</summary>
internal sealed record PlantedShape(int Users, int Permissions, int Roles)
{
    public int SmallestRole { get; init; } = 4;

    public int LargestRole { get; init; } = 15;

    public int MostRoles { get; init; } = 3;

    public int MostExtras { get; init; } = 3;
}

/// <summary>
/// Users with the permissions of roles that nobody recorded: each has one role or some, and a few permissions more. The same shape and seed make
/// the same.
/// </summary>
internal sealed class PlantedRoles
{
    private readonly Dice dice;
    private readonly PlantedShape shape;

    public PlantedRoles(PlantedShape shape, ulong seed)
    {
        (this.shape, dice) = (shape, new Dice(seed));
        Roles = [.. Enumerable.Range(0, shape.Roles).Select(_ => Some(shape.SmallestRole + dice.Below(shape.LargestRole - shape.SmallestRole + 1)))];
        Users = [.. Enumerable.Range(0, shape.Users).Select(_ => NewUser())];
    }

    /// <summary>The permissions of each role, in order.</summary>
    public IReadOnlyList<int[]> Roles { get; }

    /// <summary>What each user holds, in order.</summary>
    public IReadOnlyList<int[]> Users { get; }

    /// <summary>
    /// The roles that can be told from what is held: so many users hold them, and do not all hold something more in common.
    /// </summary>
    public IEnumerable<int[]> Tellable(int minMembers) => Roles.Where(role =>
    {
        var members = Users.Where(held => role.All(held.Contains)).ToList();
        return members.Count >= minMembers
            && members.Aggregate((IEnumerable<int>)members[0], (common, held) => common.Intersect(held)).Count() == role.Length;
    });

    private int[] NewUser()
    {
        var roles = 1 + dice.Below(shape.MostRoles);
        var held = new SortedSet<int>(Some(dice.Below(shape.MostExtras + 1)));
        for (var i = 0; i < roles; i++)
            held.UnionWith(Roles[dice.Below(Roles.Count)]);
        return [.. held];
    }

    private int[] Some(int count)
    {
        var some = new SortedSet<int>();
        while (some.Count < count)
            some.Add(dice.Below(shape.Permissions));
        return [.. some];
    }
}
