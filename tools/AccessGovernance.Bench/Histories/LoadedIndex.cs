using System.Diagnostics;
using System.Runtime.CompilerServices;
using AccessGovernance.AccessHistory;

namespace AccessGovernance.Bench.Histories;

/// <summary>A made-up history in an index, straight from memory, with what it cost.</summary>
/// <param name="Events">Entries applied.</param>
/// <param name="Facts">Grants and conferrals.</param>
/// <param name="Bytes">What the index holds, on the managed heap.</param>
/// <param name="ApplySeconds">Time in the index alone.</param>
internal sealed record LoadedIndex(HistoryIndex Index, Question[] Questions, long Events, long Facts, long Bytes, double ApplySeconds)
{
    private const int EntriesAtATime = 65_536;

    /// <param name="count">Of questions.</param>
    public static LoadedIndex Load(HistoryShape shape, ulong seed, int count)
    {
        var questions = new Questions(count, seed);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new HistoryIndex();
        var (conferrals, ticks) = Fill(index, shape, seed, questions);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        return new(index, questions.Make(), index.Head.Position, shape.Facts + conferrals, bytes, Stopwatch.GetElapsedTime(0, ticks).TotalSeconds);
    }

    // The history lives in this frame alone: in the caller's it would still be in memory while the index is measured.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long Conferrals, long Ticks) Fill(HistoryIndex index, HistoryShape shape, ulong seed, Questions questions)
    {
        var history = new MadeUpHistory(shape, seed);
        var entries = new List<HistoryEntry>(EntriesAtATime * 2);
        var ticks = 0L;
        bool more;
        do
        {
            more = history.TryNext(entries);
            if (more && entries.Count < EntriesAtATime)
                continue;
            foreach (var entry in entries)
                questions.See(entry);
            ticks -= Stopwatch.GetTimestamp();
            foreach (var entry in entries)
                index.Apply(entry);
            ticks += Stopwatch.GetTimestamp();
            entries.Clear();
        }
        while (more);
        questions.Settle(history.Catalogue);
        return (history.Catalogue.Conferrals, ticks);
    }
}
