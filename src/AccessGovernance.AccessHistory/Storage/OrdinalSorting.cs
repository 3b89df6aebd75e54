using System.Buffers;
using System.Numerics;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Puts numbers in order and each but once: many of them by a bit for every number there may be.</summary>
internal static class OrdinalSorting
{
    private const int Few = 128;

    /// <param name="limit">Above every number.</param>
    /// <returns>How many are left.</returns>
    public static int SortDistinct(RowBuffer numbers, int limit)
    {
        if (numbers.Count <= Few)
            SortFew(numbers);
        else
            SortMany(numbers, limit);
        return numbers.Count;
    }

    private static void SortFew(RowBuffer numbers)
    {
        var span = numbers.Span;
        span.Sort();
        var kept = Math.Min(1, span.Length);
        for (var i = 1; i < span.Length; i++)
        {
            if (span[i] != span[i - 1])
                span[kept++] = span[i];
        }
        numbers.Truncate(kept);
    }

    private static void SortMany(RowBuffer numbers, int limit)
    {
        var length = (limit + 63) >> 6;
        var words = ArrayPool<ulong>.Shared.Rent(length);
        Array.Clear(words, 0, length);
        foreach (var number in numbers.Span)
            words[number >> 6] |= 1UL << number;
        var span = numbers.Span;
        var kept = 0;
        for (var word = 0; word < length; word++)
        {
            for (var left = words[word]; left != 0; left &= left - 1)
                span[kept++] = (word << 6) | BitOperations.TrailingZeroCount(left);
        }
        numbers.Truncate(kept);
        ArrayPool<ulong>.Shared.Return(words);
    }
}
