using System.Net;
using System.Net.Sockets;
using AccessGovernance.Grains.State;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Serialization;

namespace AccessGovernance.Bench.Hosts;

/// <summary>
/// A host that does nothing but answer, set up as the product is (one HTTP/2 port without TLS) and without authentication, limits and
/// interceptors. With a silo, it also answers calls of an empty grain.
/// </summary>
internal static class FloorHost
{
    public static async Task<int> Run(int port, bool withSilo, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;
            kestrel.Listen(IPAddress.Loopback, port, l => l.Protocols = HttpProtocols.Http2);
        });
        if (withSilo)
        {
            builder.Host.UseOrleans(silo =>
            {
                silo.UseLocalhostClustering(Ports.Free(), gatewayPort: 0);
                silo.Services.AddSerializer(s => s.AddDomainTypes());
            });
            builder.Services.AddSingleton<GrainCalls>();
        }
        builder.Services.AddSingleton(s => new FloorAnswers(s.GetService<GrainCalls>()));
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.MapGrpcService<FloorAnswers>();
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }
}

/// <summary>Calls of empty grains by key.</summary>
internal sealed class GrainCalls(IGrainFactory grains)
{
    public Task<long> Call(string key) => grains.GetGrain<IEmptyGrain>(key).Call(key);
}

internal sealed class FloorAnswers(GrainCalls? grains) : FloorService.FloorServiceBase
{
    public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) =>
        Task.FromResult(new EchoResponse { Identity = request.Identity, Entitlement = request.Entitlement });

    public override async Task<CallGrainResponse> CallGrain(CallGrainRequest request, ServerCallContext context) => grains is null
        ? throw new RpcException(new Status(StatusCode.Unimplemented, "this host has no silo"))
        : new CallGrainResponse { Calls = await grains.Call(request.Key) };
}

/// <summary>A grain without state and without work.</summary>
public interface IEmptyGrain : IGrainWithStringKey
{
    Task<long> Call(string argument);
}

public sealed class EmptyGrain : Grain, IEmptyGrain
{
    private long calls;

    public Task<long> Call(string argument) => Task.FromResult(++calls);
}

internal static class Ports
{
    /// <summary>A port of the loopback that nobody listens on at the moment.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
