using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Hosts;

namespace AccessGovernance.Bench.Engines;

/// <summary>The product's server on the same history, asked over gRPC from another process.</summary>
internal static class GrpcRival
{
    // A history of ten million facts is read at the start.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);

    public static async Task<Rival> Measure(string server, string data, HistoryShape shape, Clients clients, CancellationToken cancellation)
    {
        await HistoryLog.Fill(data, new MadeUpHistory(shape, MadeUpHistory.Seed), cancellation);
        await using var running = await RunningServer.Start(server, data, StartLimit, cancellation);
        var target = $"{running.Address}|{running.Bearer}";
        return new(
            await clients.Run(target, Ask.Who, 1, 1, cancellation),
            await clients.Run(target, Ask.Who, Clients.Crowd, 1, cancellation),
            Count: null,
            $"started in {running.StartedIn.TotalSeconds:0.0} s, holds {running.ResidentBytes / 1_000_000:#,0} MB");
    }
}
