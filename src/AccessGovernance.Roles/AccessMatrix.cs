namespace AccessGovernance.Roles;

/// <summary>Who holds which permissions, both by their places from 0 on. Immutable.</summary>
public sealed class AccessMatrix
{
    /// <summary>Users together with what they hold that one search looks through.</summary>
    public const int MaxCells = 50_000_000;

    private readonly int[] begins;
    private readonly int[] cells;

    private AccessMatrix(int permissions, int[] begins, int[] cells) => (Permissions, this.begins, this.cells) = (permissions, begins, cells);

    public int Users => begins.Length - 1;

    public int Permissions { get; }

    /// <summary>How many permissions all users hold together.</summary>
    public int Cells => cells.Length;

    /// <summary>What a user holds, in order, each once.</summary>
    public ReadOnlySpan<int> Of(int user) => cells.AsSpan(begins[user]..begins[user + 1]);

    /// <param name="permissions">How many there are.</param>
    /// <param name="users">What each user holds, in order, each once.</param>
    /// <exception cref="ArgumentException">Somebody's permissions are not in order, or out of bounds; or there are too many to search.</exception>
    public static AccessMatrix Of(int permissions, IReadOnlyList<int[]> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        var total = users.Sum(held => (long)held.Length);
        if (total > MaxCells)
            throw new ArgumentException($"{total} permissions are held, {MaxCells} can be looked through.", nameof(users));
        var (begins, cells) = (new int[users.Count + 1], new int[total]);
        for (var user = 0; user < users.Count; user++)
        {
            var held = users[user];
            if (!IsSet(held, permissions))
                throw new ArgumentException($"The permissions of user {user} must be in order, each once, and 0 to {permissions - 1}.", nameof(users));
            held.CopyTo(cells, begins[user]);
            begins[user + 1] = begins[user] + held.Length;
        }
        return new(permissions, begins, cells);
    }

    /// <summary>Where the cells of a user begin, if the cells of all users stand one after the other.</summary>
    internal int BeginOf(int user) => begins[user];

    /// <summary>Of each permission its holders, in order.</summary>
    internal int[][] Holders()
    {
        var counts = new int[Permissions];
        foreach (var permission in cells)
            counts[permission]++;
        var holders = Array.ConvertAll(counts, count => new int[count]);
        Array.Clear(counts);
        for (var user = 0; user < Users; user++)
        {
            foreach (var permission in Of(user))
                holders[permission][counts[permission]++] = user;
        }
        return holders;
    }

    private static bool IsSet(int[] held, int permissions)
    {
        for (var i = 0; i < held.Length; i++)
        {
            if (held[i] < 0 || held[i] >= permissions || (i > 0 && held[i] <= held[i - 1]))
                return false;
        }
        return true;
    }
}
