namespace AccessGovernance.Server.Services;

/// <summary>
/// Sealed logins of the parts that were asked for lately, by their positions: at most <see cref="MaxLogins"/>, and of one part more; the oldest make
/// room. Nothing of it is readable without the keys. Thread-safe.
/// </summary>
public sealed class RecentLogins
{
    /// <summary>About 200 bytes each.</summary>
    public const int MaxLogins = 200_000;

    private readonly Lock gate = new();
    private readonly Dictionary<long, SealedLogins> parts = [];
    private readonly Queue<long> oldest = new();
    private int logins;

    public SealedLogins? Find(long position)
    {
        lock (gate)
            return parts.GetValueOrDefault(position);
    }

    public void Add(long position, SealedLogins part)
    {
        ArgumentNullException.ThrowIfNull(part);
        lock (gate)
        {
            if (!parts.TryAdd(position, part))
                return;
            while (logins >= MaxLogins && oldest.TryDequeue(out var first) && parts.Remove(first, out var dropped))
                logins -= dropped.Size;
            oldest.Enqueue(position);
            logins += part.Size;
        }
    }
}
