using System.Diagnostics;
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
    private const int QuestionCount = 16_384;

    public static LoadedIndex Load(HistoryShape shape, ulong seed)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new HistoryIndex();
        var (questions, events, facts, ticks) = Fill(index, shape, seed);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        return new(index, questions.Make(), events, facts, bytes, Stopwatch.GetElapsedTime(0, ticks).TotalSeconds);
    }

    private static (Questions Questions, long Events, long Facts, long Ticks) Fill(HistoryIndex index, HistoryShape shape, ulong seed)
    {
        var history = new MadeUpHistory(shape, seed);
        var questions = new Questions(QuestionCount, seed);
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
        return (questions, index.Head.Position, shape.Facts + history.Catalogue.Conferrals, ticks);
    }
}
