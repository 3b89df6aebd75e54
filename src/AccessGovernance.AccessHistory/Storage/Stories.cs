using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// What facts were before each change, for those whose columns do not tell it: the newest change first, 20 bytes each; nothing is
/// overwritten. A note is no change of the fact: the columns show something else than its own validity. One writer, any number of readers.
/// </summary>
internal sealed partial class Stories
{
    private const int UntilShift = 10;
    private const int ChangeShift = 20;
    private const int RemainderMask = (1 << UntilShift) - 1;
    private const int ImportedBit = 1 << 24;
    private const int WideBit = 1 << 25;
    private const int LateBit = 1 << 26;

    // What the record before is, so that nobody goes there to see.
    private const int AfterNoteBit = 1 << 27;
    private const int AfterVoidBit = 1 << 28;
    private const int AfterLateBit = 1 << 29;

    private readonly Column<Record> records = new();
    private readonly Column<(long From, long Until)> wide = new();
    private readonly Column<Covered> covers = new();

    public int Count => records.Count;

    public long Bytes => records.Bytes + wide.Bytes + covers.Bytes;

    /// <summary>What comes before the first change of a fact that a position opened.</summary>
    public static int BeginAt(int opened) => ~opened;

    /// <summary>Adds a change, or without one a note; answers its place.</summary>
    /// <param name="before">The validity before the change; of a note, the fact's own.</param>
    /// <param name="previous">The place of the change before, or <see cref="BeginAt"/>.</param>
    public int Add(in Mark mark, FactChange? change, Period before, int previous) => records.Add(RecordOf(mark, change, before, previous));

    /// <summary>Begins a story with a change, or without one a note, that came before the one that is added next.</summary>
    public int Begin(in Mark mark, FactChange? change, Period before, int opened)
    {
        var record = RecordOf(mark, change, before, BeginAt(opened));
        record.Bits |= LateBit;
        return records.Add(record);
    }

    /// <summary>
    /// How many there were once a position was recorded: what a fact's newest change is among. Logarithmic in the number of all.
    /// </summary>
    /// <param name="position">Published.</param>
    public int CountUpTo(long position)
    {
        var all = Count;
        int low = 0, high = all;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (AddedAt(middle, all) <= position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>
    /// What a fact was before all changes after a position, of which there is one at least.
    /// </summary>
    /// <returns>Whether it was just what the columns said then, and not void.</returns>
    public bool WasShown(int newest, long position, ref FactVersion version)
    {
        var at = newest;
        for (; at >= 0 && records[at].Position > position; at = records[at].Previous)
            SetValidity(records[at], ref version);
        return at < 0 || ChangeOf(records[at]) is not (null or FactChange.Voided);
    }

    /// <summary>The position of a change or note.</summary>
    public int PositionOf(int at) => records[at].Position;

    /// <summary>Finds the last change that is seen; else the version that was opened keeps what was before all changes.</summary>
    /// <param name="version">Comes with what the columns say, as opened.</param>
    public void See(int newest, in Visibility seen, ref FactVersion version)
    {
        for (var at = newest; at >= 0; at = records[at].Previous)
        {
            var record = records[at];
            if (ChangeOf(record) is { } change && seen.Sees(record.Position, IsImported(record)))
            {
                // What is void says what it was.
                if (change == FactChange.Voided)
                    SetValidity(record, ref version);
                (version.Position, version.Change, version.Imported) = (record.Position, change, IsImported(record));
                return;
            }
            SetValidity(record, ref version);
        }
    }

    /// <summary>Every version, the newest first and the opened one last.</summary>
    /// <param name="opened">With what the columns say.</param>
    public IEnumerable<FactVersion> All(int newest, FactVersion opened)
    {
        for (var at = newest; at >= 0; at = records[at].Previous)
        {
            var record = records[at];
            var version = opened;
            SetValidity(record, ref opened);
            if (ChangeOf(record) is not { } change)
                continue;
            if (change == FactChange.Voided)
                version = opened;
            (version.Position, version.Change, version.Imported) = (record.Position, change, IsImported(record));
            yield return version;
        }
        yield return opened;
    }

    public void Save(PageWriter to)
    {
        records.Save(to);
        wide.Save(to);
        covers.Save(to);
    }

    public void Load(PageReader from)
    {
        records.Load(from);
        wide.Load(from);
        covers.Load(from);
    }

    private Record RecordOf(in Mark mark, FactChange? change, Period before, int previous)
    {
        var (from, until) = (before.From.Milliseconds, before.Until.Milliseconds);
        var record = new Record { Position = (int)mark.Position, Previous = previous };
        record.Bits = ((int)(change ?? 0) << ChangeShift) | (mark.Imported ? ImportedBit : 0);
        if (previous >= 0)
            record.Bits |= AfterBitsOf(records[previous]);
        if (Tick.IsExact(from) && Tick.IsExact(until))
        {
            (record.Start, record.End) = (Tick.Of(from), Tick.Of(until));
            record.Bits |= Tick.RemainderOf(from) | (Tick.RemainderOf(until) << UntilShift);
        }
        else
        {
            record.Start = wide.Add((from, until));
            record.Bits |= WideBit;
        }
        return record;
    }

    // What begins a story late is added with the next change of its fact, and comes before it; that one may not be there yet.
    private int AddedAt(int at, int end)
    {
        if ((records[at].Bits & LateBit) == 0)
            return records[at].Position;
        return at + 1 < end ? records[at + 1].Position : int.MaxValue;
    }

    private void SetValidity(in Record record, ref FactVersion version)
    {
        if ((record.Bits & WideBit) != 0)
        {
            (version.From, version.Until) = wide[record.Start];
            return;
        }
        version.From = Tick.ToMilliseconds(record.Start, record.Bits & RemainderMask);
        version.Until = Tick.ToMilliseconds(record.End, (record.Bits >> UntilShift) & RemainderMask);
    }

    private static int AfterBitsOf(in Record before) =>
        ((before.Bits & LateBit) != 0 ? AfterLateBit : 0) | ChangeOf(before) switch { null => AfterNoteBit, FactChange.Voided => AfterVoidBit, _ => 0 };

    private static FactChange? ChangeOf(in Record record) =>
        (FactChange)((record.Bits >> ChangeShift) & 7) is var change and not 0 ? change : null;

    private static bool IsImported(in Record record) => (record.Bits & ImportedBit) != 0;

    private struct Record
    {
        public int Start;
        public int End;
        public int Bits;
        public int Position;

        /// <summary>Place of the change before; of the first one, less than 0: the complement of the position that opened the fact.</summary>
        public int Previous;
    }
}
