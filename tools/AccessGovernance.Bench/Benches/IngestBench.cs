using System.Diagnostics;
using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Data;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// The projector catching up with the second half of a history from a log in memory while questions are asked at a fixed rate, one that
/// keeps one core busy for three tenths of the time when nothing else runs.
/// </summary>
internal static class IngestBench
{
    private const double BusyShare = 0.3;
    private const int Questions = 4_096;
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(10);

    public static async Task<Report> Run(int facts, double seconds, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        // Of the stores on disk only the keys are needed, to encode events.
        var (disk, keys) = DataDirectory.Open(scratch.Sub("data")).OpenStores(TimeProvider.System);
        await using (disk)
        using (keys)
        {
            var log = new InMemoryEventLog(TimeProvider.System);
            var report = new Report("ingest");
            await Measure(log, new HistoryWriter(log, new EventCodec(new PersonalDataSealer(keys))), HistoryShape.Of(facts),
                TimeSpan.FromSeconds(seconds), report, cancellation);
            report.Condition("facts", facts);
            report.Condition("seconds_each", seconds);
            return report;
        }
    }

    private static async Task Measure(
        InMemoryEventLog log, HistoryWriter writer, HistoryShape shape, TimeSpan limit, Report report, CancellationToken cancellation)
    {
        var (history, asked, index) = (new MadeUpHistory(shape, MadeUpHistory.Seed), new Questions(Questions, MadeUpHistory.Seed), new HistoryIndex());
        await Write(writer, history, asked, shape.Facts / 2, cancellation);
        await CatchUp(log, index, cancellation);
        var questions = asked.Make();
        var burst = BurstOf(index, questions, limit);
        var alone = await Ask(index, questions, burst, Task.Delay(limit, cancellation), cancellation);

        await Write(writer, history, null, shape.Facts, cancellation);
        var before = index.Head.Position;
        GC.Collect();
        var begun = Stopwatch.GetTimestamp();
        var catchingUp = CatchUp(log, index, cancellation);
        var during = await Ask(index, questions, burst, catchingUp, cancellation);
        await catchingUp;
        var ingested = index.Head.Position - before;
        report.Single("ingest_events_per_s_under_load", ingested / Stopwatch.GetElapsedTime(begun).TotalSeconds, ">= 100,000");
        report.Single("query_p99_vs_alone", during.P99 / alone.P99, "<= 2");
        report.Latency("query_alone", alone);
        report.Latency("query_while_ingesting", during);
        report.Condition("questions_per_s", burst / Slot.TotalSeconds);
        report.Condition("events_ingested", ingested);
    }

    private static async Task Write(HistoryWriter writer, MadeUpHistory history, Questions? questions, int until, CancellationToken cancellation)
    {
        var entries = new List<HistoryEntry>();
        while (history.Granted < until && history.TryNext(entries))
        {
            foreach (var entry in entries)
            {
                questions?.See(entry);
                await writer.Write(entry.Stream, entry.What, entry.Actor, cancellation);
            }
            entries.Clear();
        }
        await writer.Flush(cancellation);
    }

    private static async Task CatchUp(InMemoryEventLog log, HistoryIndex index, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var projector = new Projector(log, EventCodec.Decode, index);
        var following = projector.Run(stop.Token);
        await projector.WaitFor(log.Head.Position, cancellation);
        await stop.CancelAsync();
        await following;
    }

    /// <summary>Questions that fill the busy share of one slot.</summary>
    private static int BurstOf(HistoryIndex index, Question[] questions, TimeSpan limit)
    {
        var asking = new IndexQuestions(new HistoryReader(index));
        var mean = Latencies.Measure(questions.Length, limit, i => AskOne(asking, questions[i], i)).Mean;
        return Math.Max(1, (int)(Slot.TotalMicroseconds * BusyShare / mean));
    }

    private static async Task<Latencies> Ask(HistoryIndex index, Question[] questions, int burst, Task until, CancellationToken cancellation)
    {
        var (took, next, reader) = (new List<double>(), 0, new HistoryReader(index));
        using var timer = new PeriodicTimer(Slot);
        while (!until.IsCompleted && await timer.WaitForNextTickAsync(cancellation))
        {
            var asking = new IndexQuestions(reader);
            for (var i = 0; i < burst; i++, next++)
            {
                var at = Stopwatch.GetTimestamp();
                AskOne(asking, questions[next % questions.Length], next);
                took.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
            }
        }
        return Latencies.Of(took);
    }

    /// <summary>Who, what and check in turn.</summary>
    private static void AskOne(IndexQuestions asking, Question question, int number)
    {
        switch (number % 3)
        {
            case 0: asking.Who(question.Entitlement, question.At); break;
            case 1: asking.What(question); break;
            default: asking.Check(question); break;
        }
    }
}
