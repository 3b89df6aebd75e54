using System.Diagnostics;
using AccessGovernance.Api.V1;
using AccessGovernance.Bench.Hosts;
using Grpc.Core;

namespace AccessGovernance.Bench.Engines;

/// <summary>The product's server on a data directory that holds the history, asked over gRPC from another process.</summary>
internal static class GrpcRival
{
    // A history of ten million facts is read at the start.
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(10);

    public static async Task<Rival> Measure(string server, string data, Clients clients, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var running = await RunningServer.Start(server, data, ReadyLimit, cancellation);
        await UntilReady(running, begun, cancellation);
        var ready = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var target = $"{running.Address}|{running.Bearer}";
        return new(
            await clients.Run(target, Ask.Who, 1, 1, cancellation),
            await clients.Run(target, Ask.Who, Clients.Crowd, 1, cancellation),
            await clients.Run(target, Ask.Count, 1, 1, cancellation),
            await clients.Run(target, Ask.Export, 1, 1, cancellation),
            $"answers after {ready:0.0} s, holds {running.ResidentBytes / 1_000_000:#,0} MB");
    }

    /// <summary>The server is healthy before it has read its history; until then it keeps questions waiting, and then says how far it is.</summary>
    private static async Task UntilReady(RunningServer server, long begun, CancellationToken cancellation)
    {
        var client = new AccessHistoryService.AccessHistoryServiceClient(server.Channel);
        var question = new WhoHadAccessRequest { Entitlement = "entitlements/" + Uri.EscapeDataString(Histories.Catalogue.Ladder(0).Value) };
        while (true)
        {
            try
            {
                await client.WhoHadAccessAsync(question, server.Administrator, cancellationToken: cancellation);
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition && Stopwatch.GetElapsedTime(begun) < ReadyLimit)
            {
                await Console.Error.WriteLineAsync($"  {e.Status.Detail}");
            }
        }
    }
}
