using System.Numerics;
using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// A column of whole numbers that only grows. Full blocks are kept as what each number deviates from a line, in as many bits as the block
/// needs: numbers that grow evenly, or are all small, take a few bits. One writer; readers without locks, for every index that they
/// learned from something the writer published after adding it.
/// </summary>
internal sealed class PackedColumn
{
    private const int BlockShift = 8;
    private const int BlockSize = 1 << BlockShift;

    private readonly Column<PackedBlock> blocks = new();
    private readonly PackedWords words = new();
    private Tail tail = new(0);
    private int count;

    public int Count => count;

    public long Bytes => blocks.Bytes + words.Bytes + (BlockSize * sizeof(long));

    public long this[int index]
    {
        get
        {
            var block = index >> BlockShift;
            var open = Volatile.Read(ref tail);
            return open.Block == block ? open.Values[index & (BlockSize - 1)] : Packed(block, index & (BlockSize - 1));
        }
    }

    public void Add(long value)
    {
        tail.Values[count & (BlockSize - 1)] = value;
        count++;
        if ((count & (BlockSize - 1)) == 0)
            Seal();
    }

    public void Save(PageWriter to)
    {
        to.Int(count);
        blocks.Save(to);
        words.Save(to);
        to.Items<long>(tail.Values);
    }

    /// <summary>Restores a new column.</summary>
    public void Load(PageReader from)
    {
        count = from.Int();
        blocks.Load(from);
        words.Load(from);
        tail = new Tail(count >> BlockShift);
        from.Items<long>(tail.Values);
    }

    private long Packed(int block, int place)
    {
        var packed = blocks[block];
        if (!packed.IsSloped)
            return words.Read(packed.Offset, place, packed.Width);
        var (begin, slope) = words.LineAt(packed.Offset);
        return begin + (slope * place) + words.Read(packed.Offset + PackedWords.Line, place, packed.Width);
    }

    // Readers find either the tail of a block or, once that is another one's, the packed block.
    private void Seal()
    {
        var (level, sloped) = (LineOf(0), LineOf((tail.Values[BlockSize - 1] - tail.Values[0]) / (BlockSize - 1)));
        var line = sloped.Width < level.Width ? sloped : level;
        // Small numbers, as most columns have, need no line at all.
        var whole = level.Begin >= 0 ? WidthOf(tail.Values.Max()) : int.MaxValue;
        if (whole <= line.Width)
            line = new(0, 0, whole);
        var block = new PackedBlock { Width = (byte)line.Width, IsSloped = line != new Line(0, 0, line.Width) };
        block.Offset = words.Reserve(block.Width, block.IsSloped);
        if (block.IsSloped)
            words.WriteLine(block.Offset, line.Begin, line.Slope);
        for (var i = 0; i < BlockSize; i++)
            words.Write(block.Offset + (block.IsSloped ? PackedWords.Line : 0), i, line.Width, tail.Values[i] - line.Begin - (line.Slope * i));
        blocks.Add(block);
        Volatile.Write(ref tail, new Tail(tail.Block + 1));
    }

    private static int WidthOf(long most) => 64 - BitOperations.LeadingZeroCount((ulong)most);

    private Line LineOf(long slope)
    {
        var (least, most) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < BlockSize; i++)
        {
            var deviation = tail.Values[i] - (slope * i);
            least = Math.Min(least, deviation);
            most = Math.Max(most, deviation);
        }
        return new(least, slope, WidthOf(most - least));
    }

    /// <summary>What numbers deviate from, and in how many bits each does.</summary>
    private readonly record struct Line(long Begin, long Slope, int Width);

    /// <summary>Where the bits of a block begin, and the line before them unless they are the numbers themselves.</summary>
    private struct PackedBlock
    {
        public int Offset;
        public byte Width;
        public bool IsSloped;
    }

    private sealed class Tail(int block)
    {
        public int Block { get; } = block;

        public long[] Values { get; } = new long[BlockSize];
    }

    /// <summary>The bits of all blocks. A block of width W takes 4 x W words, its line two more, and never crosses a chunk.</summary>
    private sealed class PackedWords
    {
        /// <summary>Words of a line.</summary>
        public const int Line = 2;

        private const int ChunkShift = 12;
        private const int ChunkSize = 1 << ChunkShift;

        private ulong[][] chunks = new ulong[4][];
        private int used;

        public long Bytes => (used + ChunkSize - 1L) / ChunkSize * ChunkSize * sizeof(ulong);

        public int Reserve(int width, bool withLine)
        {
            var size = (BlockSize / 64 * width) + (withLine ? Line : 0);
            if ((used & (ChunkSize - 1)) + size > ChunkSize)
                used = (used | (ChunkSize - 1)) + 1;
            var offset = used;
            used = checked(used + size);
            for (var chunk = offset >> ChunkShift; size > 0 && (chunk >= chunks.Length || chunks[chunk] is null);)
            {
                if (chunk >= chunks.Length)
                    Volatile.Write(ref chunks, [.. chunks, .. new ulong[chunks.Length][]]);
                chunks[chunk] ??= new ulong[ChunkSize];
            }
            return offset;
        }

        public (long Begin, long Slope) LineAt(int offset)
        {
            var chunk = Volatile.Read(ref chunks)[offset >> ChunkShift];
            return ((long)chunk[offset & (ChunkSize - 1)], (long)chunk[(offset & (ChunkSize - 1)) + 1]);
        }

        public void WriteLine(int offset, long begin, long slope)
        {
            var chunk = chunks[offset >> ChunkShift];
            (chunk[offset & (ChunkSize - 1)], chunk[(offset & (ChunkSize - 1)) + 1]) = ((ulong)begin, (ulong)slope);
        }

        public void Write(int offset, int place, int width, long value)
        {
            if (width == 0)
                return;
            var (word, shift) = Place(offset, place, width);
            var chunk = chunks[offset >> ChunkShift];
            chunk[word] |= (ulong)value << shift;
            if (shift + width > 64)
                chunk[word + 1] |= (ulong)value >> (64 - shift);
        }

        public long Read(int offset, int place, int width)
        {
            if (width == 0)
                return 0;
            var (word, shift) = Place(offset, place, width);
            var chunk = Volatile.Read(ref chunks)[offset >> ChunkShift];
            var value = chunk[word] >> shift;
            if (shift + width > 64)
                value |= chunk[word + 1] << (64 - shift);
            return (long)(width == 64 ? value : value & ((1UL << width) - 1));
        }

        public void Save(PageWriter to)
        {
            to.Int(used);
            for (var chunk = 0; chunk << ChunkShift < used; chunk++)
                to.Items<ulong>(chunks[chunk]);
        }

        public void Load(PageReader from)
        {
            used = from.Count();
            chunks = new ulong[Math.Max(4, (used + ChunkSize - 1) >> ChunkShift)][];
            for (var chunk = 0; chunk << ChunkShift < used; chunk++)
                from.Items<ulong>(chunks[chunk] = new ulong[ChunkSize]);
        }

        private static (int Word, int Shift) Place(int offset, int place, int width)
        {
            var bit = place * width;
            return ((offset & (ChunkSize - 1)) + (bit >> 6), bit & 63);
        }
    }
}
