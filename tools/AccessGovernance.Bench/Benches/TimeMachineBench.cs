using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Engines;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Load;
using AccessGovernance.Domain;

namespace AccessGovernance.Bench.Benches;

/// <summary>What the time machine is measured at, and against.</summary>
/// <param name="Data">A data directory that is filled when it has no history, and kept; null for one that goes.</param>
/// <param name="Postgres">Directory of PostgreSQL's programs; null to leave it out.</param>
/// <param name="Sqlite">Whether to compare with SQLite.</param>
/// <param name="Grpc">Directory of the server's assembly; null to leave it out.</param>
/// <param name="Seconds">For each kind of question of each engine.</param>
internal sealed record TimeMachineSettings(int Facts, string? Grpc, string? Data, string? Postgres, bool Sqlite, double Seconds)
{
    public TimeSpan Limit => TimeSpan.FromSeconds(Seconds);
}

/// <summary>
/// The same facts and the same questions in the index, over gRPC from another process, in PostgreSQL from another process, and in SQLite,
/// in one run. The entitlement or identity is that of a random fact, the instant uniform over the history. Engines that do
/// not give the same answers are no comparison but an error.
/// </summary>
internal static class TimeMachineBench
{
    // Few enough that every engine comes round to all of them.
    private const int Questions = 4_096;
    private const int MostCounts = 1_000;
    private const double Microseconds = 1_000_000;
    private const double NanosecondsOfASecond = 1_000_000_000;

    public static async Task<Report> Run(TimeMachineSettings settings, CancellationToken cancellation)
    {
        using var scratch = new Hosts.ScratchDirectory();
        var shape = HistoryShape.Of(settings.Facts);
        var loaded = LoadedIndex.Load(shape, MadeUpHistory.Seed, Questions);
        var report = new Report("time-machine");
        var facts = FactTable.Of(shape, MadeUpHistory.Seed);
        var questions = loaded.Questions.Select(facts.Asked).ToArray();
        var clients = await Clients.Create(scratch.Path, questions, settings.Seconds, cancellation);
        var index = await OfIndex(loaded, questions, settings, report);
        if (settings.Sqlite)
            await AgainstSqlite(scratch.Sub("facts.db"), facts, questions, index, (settings, report));
        (Rival Rival, PostgresState State)? postgres = null;
        if (settings.Postgres is not null)
        {
            Instant[] instants = [.. loaded.Questions.Take(MostCounts).Select(q => q.At)];
            var (rival, state) = await PostgresRival.Measure(
                settings.Postgres, facts, [.. instants.Select(at => at.Milliseconds)], clients, cancellation);
            postgres = (rival, state);
            AgainstPostgres(rival, index, report);
            OfWholeState(loaded.Index, instants, state, settings.Limit, report);
        }
        if (settings.Grpc is not null)
        {
            var data = settings.Data ?? scratch.Sub("data");
            await HistoryLog.Fill(data, new MadeUpHistory(shape, MadeUpHistory.Seed), cancellation);
            var starts = await HistoryLog.Start(data, scratch.Sub("index.checkpoint"), cancellation);
            report.Single("rebuild_events_per_s", loaded.Events / starts.RebuildSeconds, ">= 450,000");
            report.Single("checkpoint_load_s", starts.LoadSeconds, "<= 3");
            report.Single("checkpoint_bytes_per_fact", (double)starts.CheckpointBytes / loaded.Facts, "");
            OverGrpc(await GrpcRival.Measure(settings.Grpc, data, clients, cancellation), index, postgres, report);
        }
        report.Condition("facts", loaded.Facts);
        report.Condition("events", loaded.Events);
        report.Condition("ids_per_who", Math.Round(index.Who.Rows / index.Who.Latencies.Calls, 1));
        report.Condition("seed", MadeUpHistory.Seed);
        report.Condition("seconds_each", settings.Seconds);
        return report;
    }

    private static async Task<InProcess> OfIndex(LoadedIndex loaded, AskedQuestion[] questions, TimeMachineSettings settings, Report report)
    {
        var engine = new IndexEngine(loaded.Index);
        var index = new InProcess(await Of(Ask.Who), await Of(Ask.What), await Of(Ask.Check), await Of(Ask.Count));
        var asked = new IndexQuestions(new HistoryReader(loaded.Index));
        var now = Latencies.Measure(questions.Length, settings.Limit, i => asked.Who(loaded.Questions[i].Entitlement, loaded.Questions[i].At));
        var past = Latencies.Measure(questions.Length, settings.Limit, i => asked.WhoKnownAt(loaded.Questions[i]));
        report.Single("known_at_cost", past.Mean / now.Mean, "<= 2");
        report.Single("bytes_per_fact", (double)loaded.Bytes / loaded.Facts, "<= 64");
        report.Single("ingest_events_per_s", loaded.Events / loaded.ApplySeconds, ">= 100,000");
        report.Single("who_ns_per_id", index.Who.Latencies.Mean * index.Who.Latencies.Calls * NanosecondsOfASecond / Microseconds / index.Who.Rows, "");
        report.Latency("index_who", index.Who.Latencies);
        report.Latency("index_what", index.What.Latencies);
        report.Latency("index_check", index.Check.Latencies);
        report.Latency("index_count", index.Count.Latencies);
        return index;

        Task<Asked> Of(Ask ask) => EngineLoad.Run([engine], ask, questions, settings.Limit);
    }

    private static async Task AgainstSqlite(
        string path, FactTable facts, AskedQuestion[] questions, InProcess index, (TimeMachineSettings Settings, Report Report) run)
    {
        await using var sqlite = SqliteEngine.Load(path, facts);
        var what = await EngineLoad.Run([sqlite], Ask.What, questions, run.Settings.Limit);
        var check = await EngineLoad.Run([sqlite], Ask.Check, questions, run.Settings.Limit);
        Clients.MustAgree("SQLite", Ask.What, index.What, what);
        Clients.MustAgree("SQLite", Ask.Check, index.Check, check);
        run.Report.Single("what_vs_sqlite", what.Latencies.Median / index.What.Latencies.Median, ">= 5");
        run.Report.Single("check_vs_sqlite", check.Latencies.Median / index.Check.Latencies.Median, ">= 5");
        run.Report.Latency("sqlite_what", what.Latencies);
        run.Report.Latency("sqlite_check", check.Latencies);
    }

    private static void AgainstPostgres(Rival postgres, InProcess index, Report report)
    {
        Clients.MustAgree("PostgreSQL", Ask.Who, index.Who, postgres.Who);
        Clients.MustAgree("PostgreSQL", Ask.Count, index.Count, postgres.Count);
        report.Single("who_mean_vs_postgres", postgres.Who.Latencies.Mean / index.Who.Latencies.Mean, ">= 100");
        for (var size = 0; size < AnswerSizes.Names.Count; size++)
            report.Single("who_mean_vs_postgres_" + AnswerSizes.Names[size], postgres.Who.Sizes.Means[size] / index.Who.Sizes.Means[size], "");
        report.Single("count_mean_vs_postgres", postgres.Count.Latencies.Mean / index.Count.Latencies.Mean, "");
        report.Latency("npgsql_who", postgres.Who.Latencies);
        report.Latency("npgsql_who_32", postgres.WhoCrowded.Latencies);
        report.Latency("npgsql_count", postgres.Count.Latencies);
        report.Condition("postgres_layout", postgres.Note);
    }

    private static void OfWholeState(HistoryIndex index, Instant[] instants, PostgresState postgres, TimeSpan limit, Report report)
    {
        var asked = new IndexQuestions(new HistoryReader(index));
        for (var i = 0; i < postgres.Counted.Count; i++)
        {
            if (asked.State(instants[i]) is var counted && counted != postgres.Counted[i])
                throw new InvalidOperationException($"PostgreSQL counts {postgres.Counted[i]} grants at {instants[i]}, the index {counted}.");
        }
        var state = Latencies.Measure(instants.Length, limit, i => asked.State(instants[i]));
        report.Single("state_count_vs_postgres", postgres.Count.Mean / state.Mean, ">= 50");
        report.Latency("index_state_count", state);
        report.Latency("postgres_state_count", postgres.Count);
        report.Single("postgres_copy_rows_per_s", postgres.CopiedPerSecond, "");
    }

    private static void OverGrpc(Rival grpc, InProcess index, (Rival Rival, PostgresState State)? against, Report report)
    {
        Clients.MustAgree("gRPC", Ask.Who, index.Who, grpc.Who);
        Clients.MustAgree("gRPC", Ask.Count, index.Count, grpc.Count);
        var exported = long.Parse(grpc.Export!.Answers[0]) * Microseconds / grpc.Export.Latencies.Mean;
        report.Latency("grpc_who", grpc.Who.Latencies);
        report.Latency("grpc_who_32", grpc.WhoCrowded.Latencies);
        report.Latency("grpc_count", grpc.Count.Latencies);
        report.Single("export_rows_per_s", exported, ">= 10,000,000");
        report.Condition("server", grpc.Note);
        if (against is not var (postgres, state))
            return;
        report.Single("who_grpc_mean_vs_npgsql", postgres.Who.Latencies.Mean / grpc.Who.Latencies.Mean, ">= 5");
        for (var size = 0; size < AnswerSizes.Names.Count; size++)
            report.Single("who_grpc_mean_vs_npgsql_" + AnswerSizes.Names[size], postgres.Who.Sizes.Means[size] / grpc.Who.Sizes.Means[size], "");
        report.Single("who_grpc_p99_vs_npgsql", postgres.Who.Latencies.P99 / grpc.Who.Latencies.P99, ">= 8");
        report.Single("who_grpc_mean_vs_npgsql_32", postgres.WhoCrowded.Latencies.Mean / grpc.WhoCrowded.Latencies.Mean, ">= 5");
        report.Single("who_grpc_p99_vs_npgsql_32", postgres.WhoCrowded.Latencies.P99 / grpc.WhoCrowded.Latencies.P99, ">= 8");
        report.Single("count_grpc_vs_npgsql", postgres.Count.Latencies.Mean / grpc.Count.Latencies.Mean, ">= 20");
        report.Single("export_vs_copy", exported / state.CopiedPerSecond, ">= 5");
    }

    private sealed record InProcess(Asked Who, Asked What, Asked Check, Asked Count);
}
