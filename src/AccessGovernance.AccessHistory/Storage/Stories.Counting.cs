using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class Stories
{
    /// <summary>Says what the columns show of a row whose newest record is a note, before the next record of it is added.</summary>
    /// <param name="until">Its end; before everything if it is not shown; null if only the row tells.</param>
    public void Cover(int row, Instant? until) =>
        covers.Add(new Covered { Place = records.Count, Row = row, Until = until?.Milliseconds ?? Covered.Unclear });

    public bool IsNote(int place) => ChangeOf(records[place]) is null;

    /// <summary>
    /// Counts the facts that changed after a position and were shown to hold somewhere in a period as known at it: what the first record after
    /// it says was before.
    /// </summary>
    /// <param name="window">The period, and the position with the count of what was told by it.</param>
    /// <param name="told">Goes by so many records; every one is published.</param>
    /// <param name="doubtful">Takes the few that only the row tells.</param>
    public int CountHeld(in ScanWindow window, int told, Period during, RowBuffer doubtful)
    {
        var (count, at) = (0, -window.Untold);
        while (at < told)
        {
            foreach (ref readonly var record in records.From(at, told - at))
            {
                // Most are the only change of their fact, and fall clearly inside or outside; nothing is gained by guessing which.
                var (later, wide) = (record.Position > window.KnownAt, (record.Bits & WideBit) != 0);
                var surely = !wide & record.Previous < 0 & record.Start < window.Last & record.End > window.First;
                count += later & surely & ~record.Previous <= window.KnownAt ? 1 : 0;
                if (later & !surely & (wide | (record.Start <= window.Last & record.End >= window.First)))
                    count += Held(record, at, window, during, doubtful) ? 1 : 0;
                at++;
            }
        }
        return count;
    }

    /// <summary>Whether <see cref="CountHeld"/> looks at a fact.</summary>
    public bool IsCountedBefore(int newest, int told, int knownAt)
    {
        var at = newest;
        while (at >= told)
            at = records[at].Previous;
        return at >= 0 && records[at].Position > knownAt;
    }

    private bool Held(in Record record, int place, in ScanWindow window, Period during, RowBuffer doubtful)
    {
        if (!IsFirstAfter(record, window))
            return false;
        FactVersion version = default;
        SetValidity(record, ref version);
        if (!version.Validity.Overlaps(during))
            return false;
        if ((record.Bits & AfterNoteBit) != 0)
            return IsShown(place, version, during, doubtful);
        return (record.Bits & AfterVoidBit) == 0;
    }

    // Neither opened nor changed later; or changed earlier, which a story that is begun late tells late.
    private bool IsFirstAfter(in Record record, in ScanWindow window)
    {
        if (record.Position <= window.KnownAt)
            return false;
        if (record.Previous < 0)
            return ~record.Previous <= window.KnownAt;
        return record.Previous < -window.Untold
            || ((record.Bits & AfterLateBit) != 0 && records[record.Previous].Position <= window.KnownAt);
    }

    private bool IsShown(int place, FactVersion version, Period during, RowBuffer doubtful)
    {
        ref var cover = ref covers[CoverOf(place)];
        if (cover.Until == Covered.Unclear)
            doubtful.Add(cover.Row);
        version.Until = Math.Min(version.Until, cover.Until);
        return cover.Until != Covered.Unclear && version.Until > version.From && version.Validity.Overlaps(during);
    }

    private int CoverOf(int place)
    {
        int low = 0, high = covers.Count - 1;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (covers[middle].Place <= place)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    /// <summary>What stood in the columns of a row when a record was added.</summary>
    private struct Covered
    {
        public const long Unclear = long.MinValue + 1;

        public int Place;
        public int Row;
        public long Until;
    }
}
