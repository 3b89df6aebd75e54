using System.Net;
using System.Security.Cryptography.X509Certificates;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventStoreProtocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>A server of the protocol on loopback, over a real connection, with or without TLS.</summary>
internal sealed class StoreServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int disposed;

    private StoreServer(WebApplication app, StoreUnderTest log)
    {
        (this.app, Log) = (app, log);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Endpoint = new StoreEndpoint("127.0.0.1", new Uri(address).Port);
        (Faults, Members) = (app.Services.GetRequiredService<StoreFaults>(), app.Services.GetRequiredService<ClusterInfo>());
    }

    public StoreUnderTest Log { get; }

    public StoreFaults Faults { get; }

    /// <summary>What this node answers to gossip.</summary>
    public ClusterInfo Members { get; }

    public StoreEndpoint Endpoint { get; }

    public static Task<StoreServer> Start(StoreUnderTest log) => Start(log, null);

    public static async Task<StoreServer> Start(StoreUnderTest log, X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(log).AddSingleton<StoreFaults>().AddSingleton(new ClusterInfo()).AddSingleton<StreamsUnderTest>();
        builder.Services.AddGrpc(g => (g.MaxReceiveMessageSize, g.MaxSendMessageSize) = (NodeChannels.MaxReceiveBytes, NodeChannels.MaxReceiveBytes));
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => Configure(l, certificate)));
        var app = builder.Build();
        app.MapGrpcService<StreamsUnderTest>();
        app.MapGrpcService<GossipUnderTest>();
        await app.StartAsync();
        return new StoreServer(app, log);
    }

    public Task<EventStoreEventLog> Open(TimeProvider clock) => Open(clock, "defaultDeadline=5000&discoveryInterval=10");

    public Task<EventStoreEventLog> Open(TimeProvider clock, string options) =>
        EventStoreEventLog.Open(ConnectionString.Parse($"esdb://{Endpoint}?tls=false&{options}"), new StorePrefix("test"), clock, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        // Subscriptions never end by themselves.
        await ((Task)app.StopAsync(now.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.DisposeAsync();
    }

    private static void Configure(ListenOptions listen, X509Certificate2? certificate)
    {
        listen.Protocols = HttpProtocols.Http2;
        if (certificate is not null)
        {
            listen.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }
    }
}

/// <summary>Answers who the members of the cluster are.</summary>
internal sealed class GossipUnderTest(ClusterInfo members, StoreFaults faults) : Gossip.GossipBase
{
    public override Task<ClusterInfo> Read(Empty request, ServerCallContext context) =>
        faults.Down is { } failure ? Task.FromException<ClusterInfo>(failure) : Task.FromResult(members);
}
