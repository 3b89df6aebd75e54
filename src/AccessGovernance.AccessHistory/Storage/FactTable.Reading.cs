using System.Runtime.CompilerServices;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    private static readonly Visibility Everything = Visibility.Ours(long.MaxValue);

    /// <summary>The last version that is seen, uncut; false when the fact itself is not known yet.</summary>
    public bool TrySee(int row, in Visibility seen, out FactVersion version)
    {
        var (changed, end, bits) = Read(row, out version);
        if (!seen.Sees(version.Mark))
            return false;
        if (changed < 0)
            stories.See(~changed, seen, ref version);
        else if (changed > 0 && (bits & FactChunk.Cut) == 0 && seen.Sees(changed, (bits & FactChunk.ChangedByImport) != 0))
            EndAt(ref version, changed, end, bits);
        else if (changed > 0)
            version.Until = long.MaxValue;
        return true;
    }

    /// <summary>Every version, the newest first.</summary>
    public IEnumerable<FactVersion> VersionsOf(int row)
    {
        var (changed, end, bits) = Read(row, out var opened);
        if (changed < 0)
            return stories.All(~changed, opened);
        if (changed == 0)
            return [opened];
        var ended = opened;
        opened.Until = long.MaxValue;
        if ((bits & FactChunk.Cut) != 0)
            return [opened];
        EndAt(ref ended, changed, end, bits);
        return [ended, opened];
    }

    /// <summary>The newest version.</summary>
    public FactVersion Newest(int row)
    {
        _ = TrySee(row, Everything, out var version);
        return version;
    }

    private (int Changed, int End, int Bits) Read(int row, out FactVersion opened)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var (changed, start, end, bits) = ColumnsOf(chunk, place);
        opened = new FactVersion
        {
            Position = chunk.Opened[place],
            From = Tick.ToMilliseconds(start, bits & FactChunk.RemainderMask),
            Until = UntilOf(end, bits),
            Change = FactChange.Opened,
            Imported = (bits & FactChunk.OpenedByImport) != 0,
        };
        return (changed, end, bits);
    }

    // What stands in a row belongs to its last change, unless the writer is at it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Changed, int Start, int End, int Bits) ColumnsOf(FactChunk chunk, int place)
    {
        int changed, start, end, bits;
        do
        {
            changed = Volatile.Read(ref chunk.Changed(place));
            (start, end, bits) = (chunk.Start(place), chunk.End(place), chunk.BitsOf(place));
            Volatile.ReadBarrier();
        }
        while (chunk.Changed(place) != changed);
        return (changed, start, end, bits);
    }

    private static void EndAt(ref FactVersion version, int changed, int end, int bits)
    {
        version.Position = changed;
        version.Change = FactChange.Ended;
        version.Imported = (bits & FactChunk.ChangedByImport) != 0;
        version.Until = UntilOf(end, bits);
    }

    private static long UntilOf(int end, int bits) => Tick.ToMilliseconds(end, (bits >> FactChunk.UntilShift) & FactChunk.RemainderMask);

    // The place of a row's story, which is begun when the columns can no longer tell it alone. What follows a note is told what it covers.
    private int StoryOf(int row)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var changed = chunk.Changed(place);
        if (changed == 0)
            return Stories.BeginAt(chunk.Opened[place]);
        var story = changed < 0 ? ~changed : BeginStory(row, changed);
        if (stories.IsNote(story))
            stories.Cover(row, ShownUntil(chunk, place));
        return story;
    }

    private int BeginStory(int row, int changed)
    {
        var (opened, bits) = (OpenedAt(row), ChunkOf(row).BitsOf(row & FactChunk.Mask));
        FactChange? change = (bits & FactChunk.Cut) != 0 ? null : FactChange.Ended;
        var before = Period.Since(new Instant(Newest(row).From));
        return stories.Begin(new Mark(changed, (bits & FactChunk.ChangedByImport) != 0), change, before, opened);
    }

    // Null where the columns do not say it exactly.
    private static Instant? ShownUntil(FactChunk chunk, int place) => chunk.End(place) switch
    {
        Tick.Never => Hidden,
        Tick.Never + 1 or Tick.Forever - 1 => null,
        var end => new Instant(UntilOf(end, chunk.BitsOf(place))),
    };
}
