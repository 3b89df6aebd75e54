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

    private readonly VersionChain versions = new();
    private readonly int[] freeRow = new int[BitOperations.Log2(Extents.Largest) + 1];
    private readonly int[] freeEnd = new int[BitOperations.Log2(Extents.Largest) + 1];
    private FactChunk[] chunks = [];
    private int taken;
    private int count;

    /// <summary>Facts recorded.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Versions kept aside.</summary>
    public int VersionCount => versions.Count;

    public long Bytes => (chunks.Length * FactChunk.Bytes) + versions.Bytes;

    public Guid IdOf(int row) => ChunkOf(row).Id[row & FactChunk.Mask];

    public int SubjectOf(int row) => ChunkOf(row).Subject[row & FactChunk.Mask];

    public int OwnerOf(int row) => ChunkOf(row).Owner[(row & FactChunk.Mask) / Extents.Granule];

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
        chunk.Subject[place] = fact.Subject;
        chunk.Id[place] = fact.Id;
        chunk.Opened[place] = checked((int)mark.Position);
        var bits = mark.Imported ? FactChunk.OpenedByImport : 0;
        if (validity.IsEmpty || !IsExact(validity))
            chunk.Changed[place] = ~versions.Add(VersionOf(FactChange.Opened, validity, mark), VersionChain.None);
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
        if (chunk.Changed[place] != 0 || newest.Until != long.MaxValue || !cut.IsForever || period.IsEmpty || !IsExact(period))
        {
            Change(row, VersionOf(FactChange.Ended, period, mark), cut);
            return;
        }
        Widen(chunk, place, period, mark.Position);
        Volatile.Write(ref chunk.Changed[place], checked((int)mark.Position));
        Volatile.WriteBarrier();
        var kept = chunk.BitsOf(place) & FactChunk.OpenedByImport;
        SetColumns(chunk, place, period, kept | (mark.Imported ? FactChunk.ChangedByImport : 0));
        Narrow(chunk, place);
    }

    /// <summary>Records another change of a fact: its whole validity from then on; what it was, where it is void.</summary>
    /// <param name="cut">Where the termination of its identity cut it; forever if none did; or <see cref="Hidden"/>.</param>
    public void Change(int row, in FactVersion version, Instant cut)
    {
        var newest = versions.Add(version, ChainOf(row));
        var effective = version.IsVoid ? default : version.Validity with { Until = Instant.Min(version.Validity.Until, cut) };
        Rewrite(row, ~newest, effective, version.Position);
    }

    /// <summary>Lets the termination of an identity end a fact, whose own validity stays as it is.</summary>
    public void CutAt(int row, Instant at, long position)
    {
        var newest = Newest(row);
        if (newest.IsVoid || newest.Until <= at.Milliseconds)
            return;
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var cut = newest.Validity with { Until = at };
        if (chunk.Changed[place] != 0 || newest.Until != long.MaxValue)
        {
            Rewrite(row, ~versions.AddNote(position, ChainOf(row)), cut, position);
            return;
        }
        Widen(chunk, place, cut, position);
        Volatile.Write(ref chunk.Changed[place], checked((int)position));
        Volatile.WriteBarrier();
        SetColumns(chunk, place, cut, (chunk.BitsOf(place) & FactChunk.OpenedByImport) | FactChunk.Cut);
        Narrow(chunk, place);
    }

    /// <summary>Takes a fact out of what scans find; whoever hides it knows where it is.</summary>
    public void Hide(int row, long position) => Rewrite(row, ~versions.AddNote(position, ChainOf(row)), default, position);

    /// <summary>The newest version.</summary>
    public FactVersion Newest(int row)
    {
        _ = TrySee(row, Visibility.Ours(long.MaxValue), out var version);
        return version;
    }

    private void Rewrite(int row, int changed, Period effective, long position)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        Widen(chunk, place, effective, position);
        Volatile.Write(ref chunk.Changed[place], changed);
        Volatile.WriteBarrier();
        SetColumns(chunk, place, effective, 0);
        Narrow(chunk, place);
    }

    // The place of all versions of a row in the chain; they are moved there when the row does not say them alone any more.
    private int ChainOf(int row)
    {
        var changed = ChunkOf(row).Changed[row & FactChunk.Mask];
        if (changed < 0)
            return ~changed;
        var chain = VersionChain.None;
        foreach (var version in VersionsOf(row).Reverse())
            chain = versions.Add(version, chain);
        return chain;
    }

    private static void SetColumns(FactChunk chunk, int place, Period validity, int bits)
    {
        var (from, until) = (validity.From.Milliseconds, validity.Until.Milliseconds);
        bits |= Tick.IsExact(from) ? Tick.RemainderOf(from) : 0;
        bits |= (Tick.IsExact(until) ? Tick.RemainderOf(until) : 0) << FactChunk.UntilShift;
        chunk.SetBits(place, bits);
        chunk.Start[place] = Tick.Of(from);
        chunk.End[place] = validity.IsEmpty ? Tick.Never : Tick.Of(until);
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
        foreach (var end in chunk.End.AsSpan(zone << FactChunk.ZoneShift, FactChunk.ZoneSize))
            latest = Math.Max(latest, end);
        Volatile.WriteBarrier();
        chunk.Zones[zone].LatestEnd = latest;
    }

    private static bool IsExact(Period validity) => Tick.IsExact(validity.From.Milliseconds) && Tick.IsExact(validity.Until.Milliseconds);

    private static FactVersion VersionOf(FactChange change, Period validity, in Mark mark) => new()
    {
        Position = mark.Position,
        From = validity.From.Milliseconds,
        Until = validity.Until.Milliseconds,
        Change = change,
        Imported = mark.Imported,
    };

    private FactChunk ChunkOf(int row) => Volatile.Read(ref chunks)[row >> FactChunk.Shift];

    // Extents of one size are cut from slabs of the largest size.
    private int Take(int size, int owner)
    {
        var kind = BitOperations.Log2((uint)size);
        if (freeRow[kind] == freeEnd[kind])
        {
            if (taken >> FactChunk.Shift == chunks.Length)
                Volatile.Write(ref chunks, [.. chunks, new FactChunk()]);
            freeRow[kind] = taken;
            freeEnd[kind] = taken += Extents.Largest;
        }
        var start = freeRow[kind];
        freeRow[kind] += size;
        ChunkOf(start).Owner.AsSpan((start & FactChunk.Mask) / Extents.Granule, size / Extents.Granule).Fill(owner);
        return start;
    }
}
