using System.Text;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>A stored name with the checksum that goes into its events'.</summary>
internal sealed record StoredName(string Text, uint Checksum);

/// <summary>
/// Names by their number, kept up to a bound, for committed rows only: those never change. Numbers are given in order of first appearance,
/// so that a reader of the log meets them nearly in order, and a miss loads the ones that follow too. Thread-safe.
/// </summary>
internal sealed class NameCache
{
    /// <summary>Names kept; numbers beyond are looked up each time.</summary>
    public const int MaxNames = 1 << 20;

    private const int LoadedAtOnce = 512;

    private readonly Lock growing = new();
    private StoredName?[] names = new StoredName?[LoadedAtOnce];

    /// <param name="following">A statement that answers number and name of up to ?2 rows from number ?1 on, in order.</param>
    public StoredName? Get(long number, SqliteStatement following)
    {
        var known = names;
        return number >= 0 && number < known.Length && known[number] is { } name ? name : Load(number, following);
    }

    private StoredName? Load(long number, SqliteStatement following)
    {
        StoredName? wanted = null;
        following.Bind(1, number);
        following.Bind(2, number < MaxNames ? LoadedAtOnce : 1);
        try
        {
            while (following.Step())
            {
                var bytes = following.Bytes(1);
                var name = new StoredName(Encoding.UTF8.GetString(bytes), EventChecksum.Of(bytes));
                if (following.Number(0) == number)
                    wanted = name;
                Keep(following.Number(0), name);
            }
        }
        finally
        {
            following.Reset();
        }
        return wanted;
    }

    private void Keep(long number, StoredName name)
    {
        if (number is < 0 or >= MaxNames)
            return;
        lock (growing)
        {
            if (number >= names.Length)
            {
                var larger = new StoredName?[(int)Math.Min(Math.Max(number + 1, names.Length * 2L), MaxNames)];
                names.CopyTo(larger, 0);
                names = larger;
            }
            names[number] ??= name;
        }
    }
}
