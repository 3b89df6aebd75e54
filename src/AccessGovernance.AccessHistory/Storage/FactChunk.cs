using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// <see cref="Size"/> rows of 39 bytes each. What a scan asks of a row lies together by eights: starts and ends in one line of the
/// processor's cache, subjects and changes in the next, so that short runs of rows anywhere in memory are waited for once. Starts and ends
/// say what is known now, as ticks; a row not taken yet never holds. Zones of <see cref="ZoneSize"/> rows carry bounds by which a scan
/// passes them over.
/// </summary>
internal sealed class FactChunk
{
    public const int Shift = 12;
    public const int Size = 1 << Shift;
    public const int Mask = Size - 1;
    public const int ZoneShift = 6;
    public const int ZoneSize = 1 << ZoneShift;

    /// <summary>Rows that lie together.</summary>
    public const int Lanes = 8;
    private const int LaneShift = 3;
    private const int CellShift = 5;

    /// <summary>Numbers that eight rows take.</summary>
    public const int CellsOfLanes = 1 << CellShift;
    private const int CacheLine = 64;

    /// <summary>Bits of a row beside the milliseconds of start (from bit 0) and end (from <see cref="UntilShift"/>).</summary>
    public const int UntilShift = 10;
    public const int RemainderMask = (1 << UntilShift) - 1;
    public const int OpenedByImport = 1 << 20;
    public const int ChangedByImport = 1 << 21;

    /// <summary>The end is not the fact's own: the termination of its identity cut it.</summary>
    public const int Cut = 1 << 22;

    private const int RemainderBytes = 3;

    /// <summary>Memory taken by one chunk.</summary>
    public const long Bytes = (Size * (RemainderBytes + (5 * sizeof(int)) + 16)) + (Size / ZoneSize * 4 * sizeof(int));

    private readonly byte[] bits = new byte[(Size * RemainderBytes) + 1];

    // Pinned, so that what begins at a cache line stays there.
    private readonly int[] cells = GC.AllocateArray<int>((Size << (CellShift - LaneShift)) + (CacheLine / sizeof(int)), pinned: true);
    private readonly int begin;

    public FactChunk()
    {
        begin = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(cells, 0) & (CacheLine - 1)) / sizeof(int);
        for (var place = 0; place < Size; place++)
            (Start(place), End(place)) = (Tick.Forever, Tick.Never);
        Array.Fill(Zones, new Zone { LeastStart = Tick.Forever, LatestEnd = Tick.Never });
    }

    /// <summary>Position of the record that opened the fact.</summary>
    public int[] Opened { get; } = new int[Size];

    public Guid[] Id { get; } = new Guid[Size];

    public Zone[] Zones { get; } = new Zone[Size >> ZoneShift];

    private Span<int> Cells => cells.AsSpan(begin, Size << (CellShift - LaneShift));

    public ref int Start(int place) => ref Cell(place, 0);

    public ref int End(int place) => ref Cell(place, 1);

    public ref int Subject(int place) => ref Cell(place, 2);

    /// <summary>
    /// 0: never changed. Positive: the position at which a fact without an end was ended, or cut. Negative: the complement of its place in the
    /// <see cref="Stories"/>.
    /// </summary>
    public ref int Changed(int place) => ref Cell(place, 3);

    /// <summary>Eight starts, eight ends, eight subjects and eight changes, one after the other.</summary>
    /// <param name="place">Of the first of the eight rows.</param>
    public ref int Lane(int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(cells), begin + (place << (CellShift - LaneShift)));

    /// <summary>Asks for eight rows that will be looked at soon.</summary>
    public unsafe void Expect(int place)
    {
        if (!Sse.IsSupported)
            return;
        var lane = (byte*)Unsafe.AsPointer(ref Lane(place));
        Sse.Prefetch0(lane);
        Sse.Prefetch0(lane + CacheLine);
    }

    public int BitsOf(int place)
    {
        ref var at = ref bits[place * RemainderBytes];
        return Unsafe.ReadUnaligned<ushort>(ref at) | (Unsafe.Add(ref at, 2) << 16);
    }

    public void SetBits(int place, int value)
    {
        ref var at = ref bits[place * RemainderBytes];
        Unsafe.WriteUnaligned(ref at, (ushort)value);
        Unsafe.Add(ref at, 2) = (byte)(value >> 16);
    }

    public void Save(PageWriter to)
    {
        to.Items<int>(Cells);
        to.Items<int>(Opened);
        to.Items<Guid>(Id);
        to.Items<byte>(bits);
        to.Items<Zone>(Zones);
    }

    public void Load(PageReader from)
    {
        from.Items<int>(Cells);
        from.Items<int>(Opened);
        from.Items<Guid>(Id);
        from.Items<byte>(bits);
        from.Items<Zone>(Zones);
    }

    private ref int Cell(int place, int column) =>
        ref cells[begin + (place >> LaneShift << CellShift) + (column << LaneShift) + (place & (Lanes - 1))];

    /// <summary>Bounds of the rows of a zone; never too narrow for what is known now.</summary>
    public struct Zone
    {
        public int LeastStart;
        public int LatestEnd;

        /// <summary>
        /// The last position that opened or changed one of the rows, told before it does: whoever reads at or after it finds what the columns
        /// say true.
        /// </summary>
        public int LastChange;

        /// <summary>The last position that opened one of the rows, told before it does.</summary>
        public int LastOpened;

        public readonly bool Misses(in ScanWindow window) => LatestEnd < window.First | LeastStart > window.Last;

        /// <summary>Whether none of the rows can hold in the window.</summary>
        public bool IsPassedOver(in ScanWindow window)
        {
            // What began, in whatever state of knowledge, began no earlier.
            if (LeastStart > window.Last)
                return true;
            var ended = LatestEnd < window.First;
            Volatile.ReadBarrier();
            return ended && Volatile.Read(ref LastChange) <= window.KnownAt;
        }
    }
}
