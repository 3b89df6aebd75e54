using System.Text;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// The causes of grants by the position that recorded them. Those that come again get a small number; the others (one request each)
/// are kept as text. One writer, readers up to a published position.
/// </summary>
internal sealed class Causes
{
    /// <summary>Causes that may get a number, and how many of those seen once are remembered, to be recognised the second time.</summary>
    private const int MaxNumbered = 1 << 16;
    private const int MaxRemembered = 1 << 13;

    private const int Nothing = 0;
    private const int Single = 1;
    private const int FirstNumber = 2;

    private readonly PackedColumn numbers = new();
    private readonly Dictionary<Cause, int> numbered = [];
    private readonly Column<Cause> byNumber = new();
    private readonly HashSet<Cause> seenOnce = [];
    private readonly PackedColumn singleAt = new();
    private readonly PackedColumn singleText = new();
    private readonly Texts texts = new();
    private int singles;

    public long Bytes => numbers.Bytes + byNumber.Bytes + singleAt.Bytes + singleText.Bytes + texts.Bytes;

    /// <summary>The cause of the grant that a position recorded.</summary>
    public Cause At(long position)
    {
        var number = (int)numbers[(int)position - 1];
        return number >= FirstNumber ? byNumber[number - FirstNumber] : SingleAt(position);
    }

    /// <summary>Its kind, without its text.</summary>
    public CauseKind KindAt(long position)
    {
        var number = (int)numbers[(int)position - 1];
        return number >= FirstNumber ? byNumber[number - FirstNumber].Kind : (CauseKind)texts.KindOf((int)singleText[SinglePlace(position)]);
    }

    /// <summary>Takes in the next position: of a grant its cause, else null.</summary>
    public void Append(Cause? cause) => numbers.Add(cause is null ? Nothing : NumberOf(cause));

    public void Save(PageWriter to)
    {
        numbers.Save(to);
        to.Int(singles);
        singleAt.Save(to);
        singleText.Save(to);
        texts.Save(to);
        to.Int(byNumber.Count);
        for (var i = 0; i < byNumber.Count; i++)
        {
            to.Int((int)byNumber[i].Kind);
            to.Int(byNumber[i].Reference is null ? 0 : 1);
            to.Text(byNumber[i].Reference ?? "");
        }
    }

    public void Load(PageReader from)
    {
        numbers.Load(from);
        singles = from.Int();
        singleAt.Load(from);
        singleText.Load(from);
        texts.Load(from);
        for (var left = from.Count(); left > 0; left--)
        {
            var (kind, named, reference) = ((CauseKind)from.Int(), from.Int() != 0, from.Text());
            var cause = new Cause(kind, named ? reference : null);
            numbered[cause] = byNumber.Add(cause) + FirstNumber;
        }
    }

    private int NumberOf(Cause cause)
    {
        if (numbered.TryGetValue(cause, out var number))
            return number;
        if (cause.Reference is null || (byNumber.Count < MaxNumbered && !seenOnce.Add(cause)))
        {
            seenOnce.Remove(cause);
            return numbered[cause] = byNumber.Add(cause) + FirstNumber;
        }
        if (seenOnce.Count >= MaxRemembered)
            seenOnce.Clear();
        singleAt.Add(numbers.Count + 1);
        singleText.Add(texts.Add((byte)cause.Kind, cause.Reference));
        Volatile.Write(ref singles, singles + 1);
        return Single;
    }

    private Cause SingleAt(long position)
    {
        var (kind, reference) = texts.Read((int)singleText[SinglePlace(position)]);
        return new Cause((CauseKind)kind, reference);
    }

    private int SinglePlace(long position)
    {
        int low = 0, high = Volatile.Read(ref singles) - 1;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (singleAt[middle] <= position)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    /// <summary>Texts as UTF-8, each behind its kind and its length; none crosses a chunk.</summary>
    private sealed class Texts
    {
        private const int ChunkShift = 16;
        private const int ChunkSize = 1 << ChunkShift;
        /// <summary>Kind and length; a long text says its length in two more bytes.</summary>
        private const int Head = 2;
        private const byte Long = byte.MaxValue;

        private readonly Column<byte[]> chunks = new();
        private int used = ChunkSize;

        public long Bytes => (long)chunks.Count * ChunkSize;

        public int Add(byte kind, string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            var head = length < Long ? Head : Head + sizeof(ushort);
            if (used + head + length > ChunkSize)
            {
                chunks.Add(new byte[ChunkSize]);
                used = 0;
            }
            var place = ((chunks.Count - 1) << ChunkShift) | used;
            var chunk = chunks[chunks.Count - 1].AsSpan(used);
            (chunk[0], chunk[1]) = (kind, (byte)Math.Min(length, Long));
            if (head > Head)
                BitConverter.TryWriteBytes(chunk[Head..], checked((ushort)length));
            Encoding.UTF8.GetBytes(text, chunk[head..]);
            used += head + length;
            return place;
        }

        public void Save(PageWriter to)
        {
            to.Int(used);
            to.Int(chunks.Count);
            for (var i = 0; i < chunks.Count; i++)
                to.Items<byte>(chunks[i]);
        }

        public void Load(PageReader from)
        {
            used = from.Int();
            for (var left = from.Count(); left > 0; left--)
                from.Items<byte>(chunks[chunks.Add(new byte[ChunkSize])]);
        }

        public byte KindOf(int place) => chunks[place >>> ChunkShift][place & (ChunkSize - 1)];

        public (byte Kind, string Text) Read(int place)
        {
            var chunk = chunks[place >>> ChunkShift].AsSpan(place & (ChunkSize - 1));
            return chunk[1] < Long
                ? (chunk[0], Encoding.UTF8.GetString(chunk.Slice(Head, chunk[1])))
                : (chunk[0], Encoding.UTF8.GetString(chunk.Slice(Head + sizeof(ushort), BitConverter.ToUInt16(chunk[Head..]))));
        }
    }
}
