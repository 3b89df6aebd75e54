using System.Diagnostics;
using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Load;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// The index alone at several sizes of one organisation: memory, speed of taking events in, and what each kind of question costs. Keys without a size
/// are of the largest, those of the smaller ones end in their number of grants.
/// </summary>
internal static class HistoryScaleBench
{
    private const int Questions = 16_384;
    private const int FewestHolders = 16;
    private const int MostHolders = 32;

    /// <param name="seconds">For each kind of question.</param>
    public static Report Run(IReadOnlyList<int> sizes, double seconds)
    {
        var report = new Report("history-scale");
        List<Measures> measured = [];
        foreach (var grants in sizes.Order())
            measured.Add(Measure(grants, TimeSpan.FromSeconds(seconds)));
        foreach (var smaller in measured.SkipLast(1))
            smaller.AddTo(report, $"_at_{smaller.Grants}", withAims: false);
        measured[^1].AddTo(report, "", withAims: true);
        if (measured.Count > 1)
            report.Single("same_answer_vs_smaller", measured[^1].SameSize.Mean / measured[^2].SameSize.Mean, "<= 1.5");
        report.Condition("facts", measured[^1].Facts);
        report.Condition("seed", MadeUpHistory.Seed);
        report.Condition("seconds_each", seconds);
        return report;
    }

    private static Measures Measure(int grants, TimeSpan limit)
    {
        var loaded = LoadedIndex.Load(HistoryShape.Of(grants), MadeUpHistory.Seed, Questions);
        var (all, index) = (loaded.Questions, new IndexQuestions(new HistoryReader(loaded.Index)));
        var sized = SameSize(all, index, limit);
        return new Measures
        {
            Grants = grants,
            Facts = loaded.Facts,
            Events = loaded.Events,
            BytesPerFact = (double)loaded.Bytes / loaded.Facts,
            EventsPerSecond = loaded.Events / loaded.ApplySeconds,
            Who = Latencies.Measure(all.Length, limit, i => index.Who(all[i].Entitlement, all[i].At)),
            WhoAndWhy = Latencies.Measure(all.Length, limit, i => index.WhoAndWhy(all[i])),
            What = Latencies.Measure(all.Length, limit, i => index.What(all[i])),
            Check = Latencies.Measure(all.Length, limit, i => index.Check(all[i])),
            Count = Latencies.Measure(all.Length, limit, i => index.Count(all[i])),
            State = Latencies.Measure(all.Length, limit, i => index.State(all[i].At)),
            StateKnownAt = Latencies.Measure(all.Length, limit, i => index.StateKnownAt(all[i])),
            WhoKnownAt = Latencies.Measure(all.Length, limit, i => index.WhoKnownAt(all[i])),
            WhatKnownAt = Latencies.Measure(all.Length, limit, i => index.WhatKnownAt(all[i])),
            CheckKnownAt = Latencies.Measure(all.Length, limit, i => index.CheckKnownAt(all[i])),
            SameSize = Latencies.Measure(sized.Length, limit, i => index.Who(sized[i].Entitlement, sized[i].At)),
            Direct = Latencies.Measure(all.Length, limit, i => index.Who(Catalogue.Ladder(0), all[i].At)),
            Ladder = Latencies.Measure(all.Length, limit, i => index.Who(Catalogue.Ladder(HistoryShape.LadderLevels), all[i].At)),
        };
    }

    /// <summary>
    /// Those of the questions whose answers are of one size, whatever the size of the history; of entitlements that nothing confers, since
    /// in a large organisation more roles confer a popular one.
    /// </summary>
    private static Question[] SameSize(Question[] questions, IndexQuestions index, TimeSpan limit)
    {
        var fitting = new List<Question>();
        var begun = Stopwatch.GetTimestamp();
        foreach (var q in questions.Where(q => !q.Conferred).TakeWhile(_ => Stopwatch.GetElapsedTime(begun) < limit))
        {
            if (index.Count(q) is >= FewestHolders and <= MostHolders)
                fitting.Add(q);
        }
        return fitting.Count > 0 ? [.. fitting] : throw new InvalidOperationException($"No answer has {FewestHolders} to {MostHolders} holders.");
    }

    /// <summary>Everything that is measured at one size.</summary>
    private sealed record Measures
    {
        public required int Grants { get; init; }
        public required long Facts { get; init; }
        public required long Events { get; init; }
        public required double BytesPerFact { get; init; }
        public required double EventsPerSecond { get; init; }
        public required Latencies Who { get; init; }
        public required Latencies WhoAndWhy { get; init; }
        public required Latencies What { get; init; }
        public required Latencies Check { get; init; }
        public required Latencies Count { get; init; }
        public required Latencies State { get; init; }
        public required Latencies StateKnownAt { get; init; }
        public required Latencies WhoKnownAt { get; init; }
        public required Latencies WhatKnownAt { get; init; }
        public required Latencies CheckKnownAt { get; init; }
        public required Latencies SameSize { get; init; }
        public required Latencies Direct { get; init; }
        public required Latencies Ladder { get; init; }

        public void AddTo(Report report, string suffix, bool withAims)
        {
            report.Single("bytes_per_fact" + suffix, BytesPerFact, withAims ? "<= 64" : "");
            report.Single("ingest_events_per_s" + suffix, EventsPerSecond, withAims ? ">= 100,000" : "");
            report.Single("events" + suffix, Events, "");
            report.Latency("who" + suffix, Who);
            report.Latency("who_and_why" + suffix, WhoAndWhy);
            report.Latency("what" + suffix, What);
            report.Latency("check" + suffix, Check);
            report.Latency("count" + suffix, Count);
            report.Latency("state_count" + suffix, State);
            report.Latency("who_same_size" + suffix, SameSize);
            report.Single("known_at_cost" + suffix, WhoKnownAt.Mean / Who.Mean, withAims ? "<= 2" : "");
            report.Single("known_at_cost_what" + suffix, WhatKnownAt.Mean / What.Mean, withAims ? "<= 2" : "");
            report.Single("known_at_cost_check" + suffix, CheckKnownAt.Mean / Check.Mean, withAims ? "<= 2" : "");
            report.Single("known_at_cost_state" + suffix, StateKnownAt.Mean / State.Mean, withAims ? "<= 2" : "");
            report.Latency("who_ladder" + suffix, Ladder);
            report.Single("ladder_vs_direct" + suffix, Ladder.Mean / Direct.Mean, withAims ? "<= 10" : "");
        }
    }
}
