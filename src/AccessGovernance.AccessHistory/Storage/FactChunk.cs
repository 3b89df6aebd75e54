using System.Runtime.CompilerServices;
using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Columns of <see cref="Size"/> rows, 39 bytes each. <see cref="Start"/> and <see cref="End"/> say what is known now, as ticks; a row not
/// taken yet never holds. Zones of <see cref="ZoneSize"/> rows carry bounds by which a scan passes them over.
/// </summary>
internal sealed class FactChunk
{
    public const int Shift = 12;
    public const int Size = 1 << Shift;
    public const int Mask = Size - 1;
    public const int ZoneShift = 6;
    public const int ZoneSize = 1 << ZoneShift;

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

    public FactChunk()
    {
        Array.Fill(Start, Tick.Forever);
        Array.Fill(End, Tick.Never);
        Array.Fill(Zones, new Zone { LeastStart = Tick.Forever, LatestEnd = Tick.Never });
    }

    public int[] Subject { get; } = new int[Size];

    public int[] Start { get; } = new int[Size];

    public int[] End { get; } = new int[Size];

    /// <summary>Position of the record that opened the fact.</summary>
    public int[] Opened { get; } = new int[Size];

    /// <summary>
    /// 0: never changed. Positive: the position at which a fact without an end was ended, or cut. Negative: the complement of its place in the
    /// <see cref="Stories"/>.
    /// </summary>
    public int[] Changed { get; } = new int[Size];

    public Guid[] Id { get; } = new Guid[Size];

    public Zone[] Zones { get; } = new Zone[Size >> ZoneShift];

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
        foreach (var column in IntColumns())
            to.Items<int>(column);
        to.Items<Guid>(Id);
        to.Items<byte>(bits);
        to.Items<Zone>(Zones);
    }

    public void Load(PageReader from)
    {
        foreach (var column in IntColumns())
            from.Items<int>(column);
        from.Items<Guid>(Id);
        from.Items<byte>(bits);
        from.Items<Zone>(Zones);
    }

    private int[][] IntColumns() => [Subject, Start, End, Opened, Changed];

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
    }
}
