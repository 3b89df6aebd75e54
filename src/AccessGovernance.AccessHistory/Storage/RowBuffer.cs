using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Rows or ordinals found by one question. Rented from its thread and given back, so that questions leave no garbage.</summary>
internal sealed class RowBuffer : IDisposable
{
    /// <summary>Buffers kept by a thread, and how much a kept one may hold.</summary>
    private const int MaxKept = 8;
    private const int MaxKeptLength = 1 << 20;

    [ThreadStatic]
    private static Stack<RowBuffer>? kept;

    // For each choice among eight lanes, those that are wanted first.
    private static readonly int[] LaneOrders = MakeLaneOrders();

    private int[] items = new int[256];

    private RowBuffer()
    {
    }

    public int Count { get; private set; }

    public Span<int> Span => items.AsSpan(0, Count);

    /// <summary>The first <see cref="Count"/> are those of <see cref="Span"/>.</summary>
    public int[] Items => items;

    public static RowBuffer Rent() => kept is { Count: > 0 } free ? free.Pop() : new RowBuffer();

    public void Dispose()
    {
        Count = 0;
        kept ??= new Stack<RowBuffer>(MaxKept);
        if (kept.Count < MaxKept && items.Length <= MaxKeptLength)
            kept.Push(this);
    }

    public void Add(int item)
    {
        if (Count == items.Length)
            Array.Resize(ref items, items.Length * 2);
        items[Count++] = item;
    }

    public void AddAll(ReadOnlySpan<int> added)
    {
        added.CopyTo(Free(added.Length));
        Advance(added.Length);
    }

    /// <summary>Those of eight items whose bits are set, first.</summary>
    public static Vector256<int> Compress(Vector256<int> items, uint wanted) => Vector256.Shuffle(
        items, Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(LaneOrders), wanted * (nuint)Vector256<int>.Count));

    /// <summary>Room for more items, which <see cref="Advance"/> takes.</summary>
    public Span<int> Free(int room)
    {
        if (items.Length - Count < room)
            Array.Resize(ref items, Math.Max(items.Length * 2, Count + room));
        return items.AsSpan(Count);
    }

    public void Advance(int added) => Count += added;

    public void Truncate(int count) => Count = count;

    private static int[] MakeLaneOrders()
    {
        var orders = new int[256 * Vector256<int>.Count];
        for (var wanted = 0; wanted < 256; wanted++)
        {
            var at = wanted * Vector256<int>.Count;
            for (var left = wanted; left != 0; left &= left - 1)
                orders[at++] = BitOperations.TrailingZeroCount(left);
        }
        return orders;
    }
}
