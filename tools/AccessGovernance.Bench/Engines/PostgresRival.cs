using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Hosts;

namespace AccessGovernance.Bench.Engines;

/// <summary>PostgreSQL with the facts in whichever layout and with whichever way of planning it
/// answers fastest, asked through Npgsql from another process.</summary>
internal static class PostgresRival
{
    private const double TrialPart = 0.5;

    // Planned anew when that promises more, or once for all.
    private static readonly string[] PlanModes = ["auto", "force_generic_plan"];

    /// <param name="instants">At which the whole state is counted; it is copied out at the first one.</param>
    public static async Task<(Rival Rival, PostgresState State)> Measure(
        string programs, FactTable facts, IReadOnlyList<long> instants, Clients clients, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        await using var server = await PostgresServer.Start(programs, scratch.Path, cancellation);
        await using var connection = await server.Open(cancellation);
        var trials = new List<(PostgresLayout Layout, string Plans, double Mean)>();
        foreach (var layout in PostgresLayout.All)
        {
            await PostgresFacts.Load(connection, layout, facts, cancellation);
            foreach (var plans in PlanModes)
            {
                var trial = await clients.Run(Target(server, layout, plans), Ask.Who, 1, TrialPart, cancellation);
                trials.Add((layout, plans, trial.Latencies.Mean));
            }
        }
        var (best, mode, _) = trials.MinBy(t => t.Mean);
        if (best != trials[^1].Layout)
            await PostgresFacts.Load(connection, best, facts, cancellation);
        var target = Target(server, best, mode);
        var rival = new Rival(
            await clients.Run(target, Ask.Who, 1, 1, cancellation),
            await clients.Run(target, Ask.Who, Clients.Crowd, 1, cancellation),
            await clients.Run(target, Ask.Count, 1, 1, cancellation),
            Export: null,
            $"{best.Name}, {mode}; of {string.Join(", ", trials.Select(t => $"{t.Layout.Name} {t.Plans} {t.Mean:0} us"))}");
        return (rival, await PostgresState.Measure(connection, best, facts, instants, clients.Limit, cancellation));
    }

    private static string Target(PostgresServer server, PostgresLayout layout, string plans) =>
        $"{server.ConnectionString};Options=-c plan_cache_mode={plans}|{layout.Name}";
}
