using System.Numerics;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// A set of numbers below a limit, as a bit for each and a bit for each word that has any: what is taken out of it comes in order and each
/// number but once, at the cost of what is in it. Rented from its thread; to be disposed of empty, which it is once it was drained.
/// </summary>
internal sealed class OrdinalSet : IDisposable
{
    /// <summary>A set kept by a thread has at most so many words: a bit for each of some ten million numbers.</summary>
    private const int MaxKeptWords = 1 << 18;
    private const int MaxKept = 4;
    private const int Step = 4;

    [ThreadStatic]
    private static Stack<OrdinalSet>? kept;

    private ulong[] words = [];
    private ulong[] used = [];

    private OrdinalSet()
    {
    }

    /// <param name="limit">Above every number.</param>
    public static OrdinalSet Rent(int limit)
    {
        var set = kept is { Count: > 0 } free ? free.Pop() : new OrdinalSet();
        var length = (limit >> 6) + 1;
        if (set.words.Length < length)
            (set.words, set.used) = (new ulong[length + (length / 4)], new ulong[((length + (length / 4)) >> 6) + 1]);
        return set;
    }

    public void Dispose()
    {
        if (Array.TrueForAll(used, word => word == 0) && words.Length <= MaxKeptWords && (kept ??= new(MaxKept)).Count < MaxKept)
            kept.Push(this);
    }

    public void Add(int number)
    {
        words[number >> 6] |= 1UL << number;
        used[number >> 12] |= 1UL << (number >> 6);
    }

    /// <summary>Adds a number; false when it was there.</summary>
    public bool TryAdd(int number)
    {
        if ((words[number >> 6] >> number & 1) != 0)
            return false;
        Add(number);
        return true;
    }

    public void AddAll(ReadOnlySpan<int> numbers)
    {
        var (all, summary) = (words, used);
        foreach (var number in numbers)
        {
            all[number >> 6] |= 1UL << number;
            summary[number >> 12] |= 1UL << (number >> 6);
        }
    }

    /// <summary>How many numbers there were; none are left.</summary>
    public int DrainCount()
    {
        var count = 0;
        for (var group = 0; group < used.Length; group++)
        {
            for (var left = used[group]; left != 0; left &= left - 1)
            {
                ref var word = ref words[(group << 6) | BitOperations.TrailingZeroCount(left)];
                count += BitOperations.PopCount(word);
                word = 0;
            }
            used[group] = 0;
        }
        return count;
    }

    /// <summary>Takes all numbers out, in order.</summary>
    public void DrainTo(RowBuffer into)
    {
        for (var group = 0; group < used.Length; group++)
        {
            for (var left = used[group]; left != 0; left &= left - 1)
                Drain((group << 6) | BitOperations.TrailingZeroCount(left), into);
            used[group] = 0;
        }
    }

    // Most words have few bits: these are taken without asking how many there are.
    private void Drain(int at, RowBuffer into)
    {
        var left = words[at];
        words[at] = 0;
        var free = into.Free(64);
        var (number, count) = (at << 6, BitOperations.PopCount(left));
        for (var taken = 0; taken < count; taken += Step)
        {
            for (var i = 0; i < Step; i++)
            {
                free[taken + i] = number | BitOperations.TrailingZeroCount(left);
                left &= left - 1;
            }
        }
        into.Advance(count);
    }
}
