using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// A list of numbers that only grows, in place while it has but one. One writer; readers take <see cref="Published"/>, which never
/// changes under them. To be held in a field of its owner and never copied.
/// </summary>
internal struct ShortList
{
    private int[]? items;
    private int first;
    private int count;

    public readonly int Count => Volatile.Read(in count);

    /// <summary>What was added so far, in order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<int> Published
    {
        get
        {
            // The count first: an array read after it holds at least that many items.
            var published = Volatile.Read(in count);
            return published <= 1
                ? MemoryMarshal.CreateReadOnlySpan(in first, published)
                : Volatile.Read(in items).AsSpan(0, published);
        }
    }

    /// <summary>A list of given items, which it takes over.</summary>
    public static ShortList Of(int[] all) => new() { items = all.Length > 1 ? all : null, first = all.Length > 0 ? all[0] : 0, count = all.Length };

    public void Add(int item)
    {
        if (count == 0)
            first = item;
        else
            Grow()[count] = item;
        Volatile.Write(ref count, count + 1);
    }

    private int[] Grow()
    {
        if (items is not null && count < items.Length)
            return items;
        var larger = new int[count + Math.Max(2, count / 16)];
        Published.CopyTo(larger);
        Volatile.Write(ref items, larger);
        return larger;
    }
}
