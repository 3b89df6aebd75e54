using System.Numerics;
using System.Runtime.InteropServices;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Buckets in order, without gaps; at least one.</summary>
internal sealed class BucketAxis(IReadOnlyList<Period> buckets)
{
    public int Count => buckets.Count;

    public Period this[int bucket] => buckets[bucket];

    public Period Hull { get; } = new(buckets[0].From, buckets[^1].Until);

    /// <summary>The last bucket that begins at or before an instant; the first one where none does.</summary>
    public int BucketOf(Instant at)
    {
        var (low, high) = (0, buckets.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (buckets[middle].From <= at)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    /// <summary>The last instant of a bucket.</summary>
    public Instant LastOf(int bucket) => new(buckets[bucket].Until.Milliseconds - 1);
}

/// <summary>For each of some holders, at the end of which buckets it held something: one bit each. Not thread-safe.</summary>
internal sealed class BucketMarks<TKey>(BucketAxis axis) where TKey : notnull
{
    private const int BitsPerWord = 64;

    private readonly Dictionary<TKey, ulong[]> marks = [];

    /// <param name="counts">The instants at which what was held counts.</param>
    public void Mark(TKey key, IEnumerable<Period> spans, Func<Instant, bool> counts)
    {
        foreach (var span in spans)
        {
            for (var i = axis.BucketOf(span.From); i < axis.Count && axis.LastOf(i) < span.Until; i++)
            {
                if (axis.LastOf(i) < span.From || !counts(axis.LastOf(i)))
                    continue;
                ref var bits = ref CollectionsMarshal.GetValueRefOrAddDefault(marks, key, out _);
                bits ??= new ulong[(axis.Count + BitsPerWord - 1) / BitsPerWord];
                bits[i / BitsPerWord] |= 1UL << (i % BitsPerWord);
            }
        }
    }

    /// <summary>How many are marked, bucket by bucket.</summary>
    public long[] Counts()
    {
        var counts = new long[axis.Count];
        foreach (var bits in marks.Values)
            Add(bits, counts);
        return counts;
    }

    /// <summary>How many are marked in both, bucket by bucket.</summary>
    /// <param name="keyOf">What one of these is called in the other marks; null where it is not known there.</param>
    public long[] CountsWith<TOther>(BucketMarks<TOther> others, Func<TKey, TOther?> keyOf) where TOther : struct
    {
        var counts = new long[axis.Count];
        foreach (var (key, bits) in marks)
        {
            if (keyOf(key) is { } other && others.marks.TryGetValue(other, out var also))
                Add([.. bits.Zip(also, (a, b) => a & b)], counts);
        }
        return counts;
    }

    private static void Add(ulong[] bits, long[] counts)
    {
        for (var word = 0; word < bits.Length; word++)
        {
            for (var left = bits[word]; left != 0; left &= left - 1)
                counts[(word * BitsPerWord) + BitOperations.TrailingZeroCount(left)]++;
        }
    }
}
