using AccessGovernance.AccessHistory.Evaluation;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// When identities begin and end to be suspended, as known now, by the second and side by side: whoever counts holders need not look at their nodes.
/// One writer, any number of readers without locks. Follows from the status records, and is not saved.
/// </summary>
internal sealed class SuspensionTimes
{
    /// <summary>Of an identity with more, nothing is told here.</summary>
    private const int MaxTimes = 30;

    /// <summary>Nor of one with more changes of status, so that none costs more than these.</summary>
    private const int MaxChanges = 2 * MaxTimes;
    private const int CountBits = 5;
    private const int TooMany = MaxTimes + 1;

    private readonly Column<Entry> entries = new();
    private readonly Column<int> times = new();

    public long Bytes => entries.Bytes + times.Bytes;

    /// <summary>A change of status was recorded, and is the identity's last one. To be told before it is published.</summary>
    public void Change(IdentityNode identity, in Mark mark)
    {
        while (entries.Count <= identity.Ordinal)
            entries.Add(default);
        ref var entry = ref entries[identity.Ordinal];
        // Whoever does not know of the change sees first that there is one.
        Volatile.Write(ref entry.Position, checked((int)mark.Position));
        Volatile.WriteBarrier();
        Volatile.Write(ref entry.Times, identity.Status.Length > MaxChanges ? TooMany : Keep(IdentityStatus.Of(identity, Visibility.Ours(long.MaxValue))));
    }

    /// <summary>Whether an identity is suspended at an instant; null when that is not to be told from here.</summary>
    /// <param name="instant">In seconds, as known at a position.</param>
    public bool? IsSuspended(int identity, in ScanWindow instant)
    {
        if (identity >= entries.Count)
            return false;
        ref var entry = ref entries[identity];
        var position = Volatile.Read(ref entry.Position);
        var kept = Volatile.Read(ref entry.Times);
        var (begin, count) = (kept >>> CountBits, kept & TooMany);
        Volatile.ReadBarrier();
        if (position > instant.KnownAt || count == TooMany)
            return null;
        var suspended = false;
        for (var i = begin; i < begin + count && times[i] <= instant.First; i++)
        {
            if (times[i] == instant.First)
                return null;
            suspended = !suspended;
        }
        Volatile.ReadBarrier();
        return Volatile.Read(ref entry.Position) == position ? suspended : null;
    }

    private int Keep(IdentityStatus status)
    {
        var begin = times.Count;
        if (status.Suspensions.Length * 2 > MaxTimes || begin > int.MaxValue >> CountBits)
            return TooMany;
        foreach (var suspension in status.Suspensions)
        {
            times.Add(Tick.Of(suspension.From.Milliseconds));
            if (!suspension.Until.IsForever)
                times.Add(Tick.Of(suspension.Until.Milliseconds));
        }
        return (begin << CountBits) | (times.Count - begin);
    }

    private struct Entry
    {
        public int Position;
        public int Times;
    }
}
