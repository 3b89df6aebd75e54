using System.Numerics;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Who or what has what: an id, the ordinal of who has it, and the ordinal of the owner of the row, which is what is had.</summary>
internal readonly record struct NewFact(Guid Id, int Subject, int Owner);

/// <summary>
/// Facts of one kind by rows that never move, the rows of one owner together. The columns say what is known now; what was known before
/// follows from the position of the change, or from all versions of the few whose story is longer. One writer. Readers never lock: they
/// see every version that they may know of, and of those the last one counts.
/// </summary>
internal sealed partial class FactTable
{
    /// <summary>A cut that hides a fact from scans.</summary>
    public static readonly Instant Hidden = new(long.MinValue);

    private readonly Stories stories = new();
    private readonly int[] freeRow = new int[BitOperations.Log2(Extents.Largest) + 1];
    private readonly int[] freeEnd = new int[BitOperations.Log2(Extents.Largest) + 1];
    private PastStories? lastPast;
    private FactChunk[] chunks = [];

    // Of every so many rows, and all together: whoever looks for one owner among the rows of a subject asks for nothing else.
    private int[] owners = [];
    private int taken;
    private int count;

    /// <summary>Facts recorded.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Changes kept aside.</summary>
    public int StoryCount => stories.Count;

    public long Bytes => (chunks.Length * FactChunk.Bytes) + (owners.LongLength * sizeof(int)) + stories.Bytes;

    public Guid IdOf(int row) => ChunkOf(row).Id[row & FactChunk.Mask];

    public int SubjectOf(int row) => ChunkOf(row).Subject(row & FactChunk.Mask);

    public int OwnerOf(int row) => Volatile.Read(ref owners)[row / Extents.Granule];

    /// <summary>Position of the record that opened the fact.</summary>
    public int OpenedAt(int row) => ChunkOf(row).Opened[row & FactChunk.Mask];

    /// <summary>The row of an id among some rows, or -1.</summary>
    public int Find(ReadOnlySpan<int> rows, int owner, Guid id)
    {
        foreach (var row in rows)
        {
            if (OwnerOf(row) == owner && IdOf(row) == id)
                return row;
        }
        return -1;
    }

    /// <summary>Records a new fact and answers its row.</summary>
    public int Open(in NewFact fact, Extents list, Period validity, in Mark mark)
    {
        if (list.NeedsRoom(out var size))
            list.AddExtent(Take(size, fact.Owner));
        var row = list.NextRow;
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        chunk.Subject(place) = fact.Subject;
        chunk.Id[place] = fact.Id;
        chunk.Opened[place] = checked((int)mark.Position);
        var bits = mark.Imported ? FactChunk.OpenedByImport : 0;
        if (validity.IsEmpty || !IsExact(validity))
            chunk.Changed(place) = ~stories.Add(mark, null, validity, StoryOf(row));
        Volatile.Write(ref chunk.Zones[place >> FactChunk.ZoneShift].LastOpened, chunk.Opened[place]);
        Widen(chunk, place, validity, mark.Position);
        SetColumns(chunk, place, validity, bits);
        count++;
        list.Publish();
        return row;
    }

    /// <summary>Records that a fact ends.</summary>
    /// <param name="cut">Where the termination of its identity cut it; forever if none did; or <see cref="Hidden"/>.</param>
    public void End(int row, Instant until, in Mark mark, Instant cut)
    {
        var newest = Newest(row);
        var period = new Period(new Instant(newest.From), until);
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        if (chunk.Changed(place) != 0 || newest.Until != long.MaxValue || !cut.IsForever || period.IsEmpty || !IsExact(period))
        {
            Change(row, FactChange.Ended, period, mark, cut);
            return;
        }
        Widen(chunk, place, period, mark.Position);
        Volatile.Write(ref chunk.Changed(place), checked((int)mark.Position));
        Volatile.WriteBarrier();
        var kept = chunk.BitsOf(place) & FactChunk.OpenedByImport;
        SetColumns(chunk, place, period, kept | (mark.Imported ? FactChunk.ChangedByImport : 0));
        Narrow(chunk, place);
    }

    /// <summary>Records that a fact is void: it says what it was.</summary>
    public void Void(int row, in Mark mark) =>
        Rewrite(row, ~stories.Add(mark, FactChange.Voided, Newest(row).Validity, StoryOf(row)), default, mark.Position);

    /// <summary>Records another change of a fact: its whole validity from then on.</summary>
    /// <param name="cut">Where the termination of its identity cut it; forever if none did; or <see cref="Hidden"/>.</param>
    public void Change(int row, FactChange change, Period validity, in Mark mark, Instant cut)
    {
        var story = stories.Add(mark, change, Newest(row).Validity, StoryOf(row));
        var shown = validity with { Until = Instant.Min(validity.Until, cut) };
        if (shown != validity || shown.IsEmpty || !IsExact(shown))
            story = stories.Add(mark, null, validity, story);
        Rewrite(row, ~story, shown, mark.Position);
    }

    /// <summary>Lets the termination of an identity end a fact, whose own validity stays as it is.</summary>
    public void CutAt(int row, Instant at, long position)
    {
        var newest = Newest(row);
        if (newest.IsVoid || newest.Until <= at.Milliseconds)
            return;
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var cut = newest.Validity with { Until = at };
        if (chunk.Changed(place) != 0 || newest.Until != long.MaxValue)
        {
            Rewrite(row, NotedStory(row, newest, position), cut, position);
            return;
        }
        Widen(chunk, place, cut, position);
        Volatile.Write(ref chunk.Changed(place), checked((int)position));
        Volatile.WriteBarrier();
        SetColumns(chunk, place, cut, (chunk.BitsOf(place) & FactChunk.OpenedByImport) | FactChunk.Cut);
        Narrow(chunk, place);
    }

    /// <summary>Lets a fact end where another cut wants it, or by itself.</summary>
    public void ShowUntil(int row, Instant cut, long position)
    {
        var newest = Newest(row);
        var shown = newest.IsVoid ? default : newest.Validity with { Until = Instant.Min(newest.Validity.Until, cut) };
        Rewrite(row, NotedStory(row, newest, position), shown, position);
    }

    /// <summary>Takes a fact out of what scans find; whoever hides it knows where it is.</summary>
    public void Hide(int row, long position) => Rewrite(row, NotedStory(row, Newest(row), position), default, position);

    private int NotedStory(int row, in FactVersion newest, long position) =>
        ~stories.Add(new Mark(position, false), null, newest.Validity, StoryOf(row));

    private void Rewrite(int row, int changed, Period effective, long position)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        Widen(chunk, place, effective, position);
        Volatile.Write(ref chunk.Changed(place), changed);
        Volatile.WriteBarrier();
        SetColumns(chunk, place, effective, chunk.BitsOf(place) & FactChunk.OpenedByImport);
        Narrow(chunk, place);
    }

    private static void SetColumns(FactChunk chunk, int place, Period validity, int bits)
    {
        var (from, until) = (validity.From.Milliseconds, validity.Until.Milliseconds);
        bits |= Tick.IsExact(from) ? Tick.RemainderOf(from) : 0;
        bits |= (Tick.IsExact(until) ? Tick.RemainderOf(until) : 0) << FactChunk.UntilShift;
        chunk.SetBits(place, bits);
        chunk.Start(place) = Tick.Of(from);
        chunk.End(place) = validity.IsEmpty ? Tick.Never : Tick.Of(until);
    }

    // Before a row changes, the bounds of its zone take in what it will be.
    private static void Widen(FactChunk chunk, int place, Period validity, long position)
    {
        ref var zone = ref chunk.Zones[place >> FactChunk.ZoneShift];
        Volatile.Write(ref zone.LastChange, Math.Max(zone.LastChange, checked((int)position)));
        Volatile.WriteBarrier();
        zone.LeastStart = Math.Min(zone.LeastStart, Tick.Of(validity.From.Milliseconds));
        zone.LatestEnd = Math.Max(zone.LatestEnd, validity.IsEmpty ? Tick.Never : Tick.Of(validity.Until.Milliseconds));
        Volatile.WriteBarrier();
    }

    // Once a row ended, all of its zone may have.
    private static void Narrow(FactChunk chunk, int place)
    {
        var zone = place >> FactChunk.ZoneShift;
        var latest = Tick.Never;
        for (var row = zone << FactChunk.ZoneShift; row < (zone + 1) << FactChunk.ZoneShift; row++)
            latest = Math.Max(latest, chunk.End(row));
        Volatile.WriteBarrier();
        chunk.Zones[zone].LatestEnd = latest;
    }

    private static bool IsExact(Period validity) => Tick.IsExact(validity.From.Milliseconds) && Tick.IsExact(validity.Until.Milliseconds);

    private FactChunk ChunkOf(int row) => Volatile.Read(ref chunks)[row >> FactChunk.Shift];

    // Extents of one size are cut from slabs of the largest size.
    private int Take(int size, int owner)
    {
        var kind = BitOperations.Log2((uint)size);
        if (freeRow[kind] == freeEnd[kind])
        {
            if (taken >> FactChunk.Shift == chunks.Length)
                AddChunk();
            freeRow[kind] = taken;
            freeEnd[kind] = taken = checked(taken + Extents.Largest);
        }
        var start = freeRow[kind];
        freeRow[kind] += size;
        owners.AsSpan(start / Extents.Granule, size / Extents.Granule).Fill(owner);
        return start;
    }

    private void AddChunk()
    {
        const int added = FactChunk.Size / Extents.Granule;
        if (owners.Length < (chunks.Length + 1) * added)
        {
            var larger = new int[(chunks.Length + 1 + (chunks.Length / 8)) * added];
            owners.CopyTo(larger, 0);
            Volatile.Write(ref owners, larger);
        }
        Volatile.Write(ref chunks, [.. chunks, new FactChunk()]);
    }
}
