using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Hosts;

namespace AccessGovernance.Bench.Engines;

/// <summary>PostgreSQL with the facts in whichever layout answers fastest, asked through Npgsql from another process.</summary>
internal static class PostgresRival
{
    private const double TrialPart = 0.5;

    public static async Task<Rival> Measure(string programs, FactTable facts, Clients clients, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        await using var server = await PostgresServer.Start(programs, scratch.Path, cancellation);
        await using var connection = await server.Open(cancellation);
        var trials = new List<(PostgresLayout Layout, double Mean)>();
        foreach (var layout in PostgresLayout.All)
        {
            await PostgresFacts.Load(connection, layout, facts, cancellation);
            var trial = await clients.Run(Target(server, layout), Ask.Who, 1, TrialPart, cancellation);
            trials.Add((layout, trial.Latencies.Mean));
        }
        var best = trials.MinBy(t => t.Mean).Layout;
        if (best != trials[^1].Layout)
            await PostgresFacts.Load(connection, best, facts, cancellation);
        return new(
            await clients.Run(Target(server, best), Ask.Who, 1, 1, cancellation),
            await clients.Run(Target(server, best), Ask.Who, Clients.Crowd, 1, cancellation),
            await clients.Run(Target(server, best), Ask.Count, 1, 1, cancellation),
            $"{best.Name} of {string.Join(", ", trials.Select(t => $"{t.Layout.Name} {t.Mean:0} us"))}");
    }

    private static string Target(PostgresServer server, PostgresLayout layout) => $"{server.ConnectionString}|{layout.Name}";
}
