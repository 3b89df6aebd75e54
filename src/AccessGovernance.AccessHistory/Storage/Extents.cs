using System.Numerics;
using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Where the rows of one owner lie, in the order of recording: extents of a table that grow with the list, so that long lists are scanned
/// in long runs and short ones waste little. One writer; readers take a count first.
/// </summary>
internal sealed class Extents
{
    /// <summary>Rows of the smallest extent: one step of a scan.</summary>
    public const int Granule = 8;

    /// <summary>Rows of the largest extent.</summary>
    public const int Largest = 1_024;

    /// <summary>A list wastes at most about this part of itself.</summary>
    private const int WasteShift = 5;

    private static readonly int[] Begins = MakeBegins();

    private int[] starts = [];
    private int extents;
    private int count;

    public int Count => Volatile.Read(ref count);

    public bool IsEmpty => Count == 0;

    /// <summary>Rows of an extent.</summary>
    public static int SizeOf(int extent) =>
        extent >= Begins.Length - 1 ? Largest : Begins[extent + 1] - Begins[extent];

    /// <summary>The first row of an extent.</summary>
    public int StartOf(int extent) => Volatile.Read(ref starts)[extent];

    /// <summary>The first row of an extent, or any row where there is no such extent.</summary>
    public int Expected(int extent) => Volatile.Read(ref starts) is var all && extent < all.Length ? all[extent] : all[0];

    /// <summary>The row at a place in the list.</summary>
    public int this[int place]
    {
        get
        {
            if (place >= Begins[^1])
            {
                var (beyond, offset) = Math.DivRem(place - Begins[^1], Largest);
                return StartOf(Begins.Length - 1 + beyond) + offset;
            }
            var extent = Array.BinarySearch(Begins, place);
            extent = extent >= 0 ? extent : ~extent - 1;
            return StartOf(extent) + place - Begins[extent];
        }
    }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>Whether the next row needs another extent, and of what size.</summary>
    public bool NeedsRoom(out int size)
    {
        var capacity = extents < Begins.Length ? Begins[extents] : Begins[^1] + ((extents - Begins.Length + 1) * Largest);
        size = SizeOf(extents);
        return count == capacity;
    }

    public void AddExtent(int start)
    {
        if (extents == starts.Length)
        {
            var larger = new int[extents + Math.Max(1, extents / 8)];
            starts.CopyTo(larger, 0);
            Volatile.Write(ref starts, larger);
        }
        starts[extents++] = start;
    }

    /// <summary>The row that is added next; it is in the list once it is published.</summary>
    public int NextRow => this[count];

    public void Publish() => Volatile.Write(ref count, count + 1);

    public void Save(PageWriter to)
    {
        to.Int(count);
        to.Int(extents);
        to.Items<int>(starts.AsSpan(0, extents));
    }

    public void Load(PageReader from)
    {
        count = from.Int();
        extents = from.Count();
        starts = new int[extents];
        from.Items<int>(starts);
    }

    // Begins of extents in the list, up to the first of the largest size.
    private static int[] MakeBegins()
    {
        var begins = new List<int> { 0 };
        for (int at = 0, size = 0; size < Largest; at += size)
        {
            if (at > 0)
                begins.Add(at);
            size = (int)BitOperations.RoundUpToPowerOf2((uint)(at >> WasteShift) + 1) / 2;
            size = Math.Clamp(size, Granule, Largest);
        }
        return [.. begins];
    }

    /// <summary>The rows that were in the list when it was made.</summary>
    public struct Enumerator(Extents list)
    {
        private readonly int count = list.Count;
        private int place = -1;

        public readonly int Current => list[place];

        public bool MoveNext() => ++place < count;
    }
}
