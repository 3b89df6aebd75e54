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
    private readonly Column<SingleCause> singles = new();
    private readonly Texts texts = new();

    public long Bytes => numbers.Bytes + byNumber.Bytes + singles.Bytes + texts.Bytes;

    /// <summary>The cause of the grant that a position recorded.</summary>
    public Cause At(long position)
    {
        var number = (int)numbers[(int)position - 1];
        return number >= FirstNumber ? byNumber[number - FirstNumber] : SingleAt(position);
    }

    /// <summary>Takes in the next position: of a grant its cause, else null.</summary>
    public void Append(Cause? cause) => numbers.Add(cause is null ? Nothing : NumberOf(cause));

    public void Save(PageWriter to)
    {
        numbers.Save(to);
        singles.Save(to);
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
        singles.Load(from);
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
        singles.Add(new SingleCause { Position = numbers.Count + 1, Text = texts.Add((byte)cause.Kind, cause.Reference) });
        return Single;
    }

    private Cause SingleAt(long position)
    {
        int low = 0, high = singles.Count - 1;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (singles[middle].Position <= position)
                low = middle;
            else
                high = middle - 1;
        }
        var (kind, reference) = texts.Read(singles[low].Text);
        return new Cause((CauseKind)kind, reference);
    }

    private struct SingleCause
    {
        public int Position;
        public int Text;
    }

    /// <summary>Texts as UTF-8, each behind its kind and its length; none crosses a chunk.</summary>
    private sealed class Texts
    {
        private const int ChunkShift = 16;
        private const int ChunkSize = 1 << ChunkShift;
        private const int Head = 3;

        private readonly Column<byte[]> chunks = new();
        private int used = ChunkSize;

        public long Bytes => (long)chunks.Count * ChunkSize;

        public int Add(byte kind, string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            if (used + Head + length > ChunkSize)
            {
                chunks.Add(new byte[ChunkSize]);
                used = 0;
            }
            var place = ((chunks.Count - 1) << ChunkShift) | used;
            var chunk = chunks[chunks.Count - 1].AsSpan(used);
            chunk[0] = kind;
            BitConverter.TryWriteBytes(chunk[1..], checked((ushort)length));
            Encoding.UTF8.GetBytes(text, chunk[Head..]);
            used += Head + length;
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

        public (byte Kind, string Text) Read(int place)
        {
            var chunk = chunks[place >>> ChunkShift].AsSpan(place & (ChunkSize - 1));
            return (chunk[0], Encoding.UTF8.GetString(chunk.Slice(Head, BitConverter.ToUInt16(chunk[1..]))));
        }
    }
}
