namespace AccessGovernance.Roles;

/// <summary>Sets as spans of numbers in order, each once.</summary>
internal static class SortedSets
{
    /// <summary>Writes what both have, in order.</summary>
    /// <returns>How many these are.</returns>
    public static int Intersect(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> into)
    {
        var (i, j, count) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            var (left, right) = (a[i], b[j]);
            if (left == right)
                into[count++] = left;
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return count;
    }

    /// <summary>Whether one has everything that is in a part.</summary>
    public static bool HasAll(ReadOnlySpan<int> whole, ReadOnlySpan<int> part)
    {
        if (part.Length > whole.Length)
            return false;
        var at = 0;
        foreach (var wanted in part)
        {
            while (at < whole.Length && whole[at] < wanted)
                at++;
            if (at == whole.Length || whole[at] != wanted)
                return false;
            at++;
        }
        return true;
    }
}
