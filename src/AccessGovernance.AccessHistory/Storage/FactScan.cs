using System.Numerics;
using System.Runtime.Intrinsics;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Rows found: those that hold for sure, and those whose versions must be looked at.</summary>
internal readonly record struct FoundRows(RowBuffer Sure, RowBuffer Doubtful)
{
    /// <summary>Of the sure ones not the rows are wanted but whose they are.</summary>
    public bool AsSubjects { get; init; }
}

/// <summary>A period as ticks: of its first and of its last millisecond; and the position up to which records are known.</summary>
internal readonly record struct ScanWindow(int First, int Last, int KnownAt)
{
    /// <summary>A changed row whose number is less has a story that goes on after <see cref="KnownAt"/>. To be set for what is past.</summary>
    public int Untold { get; init; }

    /// <param name="period">Not empty.</param>
    public static ScanWindow Of(Period period, long knownAt) => new(
        Tick.Of(period.From.Milliseconds), Tick.Of(period.Until.Milliseconds - 1), (int)Math.Min(knownAt, int.MaxValue));
}

/// <summary>One pass over the rows of one zone, 8 at a time and without branches but for what is found.</summary>
internal readonly ref struct FactScan(in ZonePlace where)
{
    private const int Lanes = FactChunk.Lanes;

    private readonly FactChunk chunk = where.Chunk;
    private readonly int zone = where.Zone;
    private readonly int firstRow = where.FirstRow;

    private int Begin => zone << FactChunk.ZoneShift;

    /// <summary>Whether nothing happened to the rows after what the window knows.</summary>
    public bool IsQuiet(in ScanWindow window) => Volatile.Read(ref chunk.Zones[zone].LastChange) <= window.KnownAt;

    /// <summary>Counts the rows by what is known now.</summary>
    public int CountByNow(in ScanWindow window, RowBuffer doubtful)
    {
        var (first, last) = (Vector256.Create(window.First), Vector256.Create(window.Last));
        var (may, sure) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (var place = Begin; place < Begin + FactChunk.ZoneSize; place += Lanes)
        {
            ref var lane = ref chunk.Lane(place);
            var (start, end) = (Vector256.LoadUnsafe(ref lane), Vector256.LoadUnsafe(ref lane, Lanes));
            // A match is -1 in its lane.
            may -= Vector256.LessThanOrEqual(start, last) & Vector256.GreaterThanOrEqual(end, first);
            sure -= Vector256.LessThan(start, last) & Vector256.GreaterThan(end, first);
        }
        if (may != sure)
            KeepDoubtful(window, doubtful);
        return Vector256.Sum(sure);
    }

    private void KeepDoubtful(in ScanWindow window, RowBuffer doubtful)
    {
        var (first, last) = (Vector256.Create(window.First), Vector256.Create(window.Last));
        for (var place = Begin; place < Begin + FactChunk.ZoneSize; place += Lanes)
        {
            ref var lane = ref chunk.Lane(place);
            var (start, end) = (Vector256.LoadUnsafe(ref lane), Vector256.LoadUnsafe(ref lane, Lanes));
            var may = Vector256.LessThanOrEqual(start, last) & Vector256.GreaterThanOrEqual(end, first);
            var sure = Vector256.LessThan(start, last) & Vector256.GreaterThan(end, first);
            for (var left = Vector256.AndNot(may, sure).ExtractMostSignificantBits(); left != 0; left &= left - 1)
                doubtful.Add(firstRow + place + BitOperations.TrailingZeroCount(left));
        }
    }
}
