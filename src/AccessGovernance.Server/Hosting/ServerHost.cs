using System.Net;
using System.Net.Sockets;
using AccessGovernance.Server.Certificates;
using AccessGovernance.Server.Clusters;
using AccessGovernance.Server.EventStoreFace;
using AccessGovernance.Server.EventStoreFace.PlainStore;
using AccessGovernance.Server.Quick;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services;
using AccessGovernance.Server.Services.Analysis;
using AccessGovernance.Server.Services.Campaigns;
using AccessGovernance.Server.Services.Reviewing;
using AccessGovernance.Server.Telemetry;
using AccessGovernance.Server.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;

namespace AccessGovernance.Server.Hosting;

/// <summary>The composition root: one process with the log, the grains, the read models and the gRPC services.</summary>
public static class ServerHost
{
    private const double LeastBytesPerSecond = 240;
    private static readonly TimeSpan SlowReaderGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of an answer that wait for a slow reader: several chunks of a long one, so that finding and sending overlap.</summary>
    private const int MaxUnsent = 1024 * 1024;

    public static async Task<int> Run(ServerOptions options, CancellationToken cancellation)
    {
        var face = FaceOptions.Of(options);
        if (options.Migrate && ClusterSettings.Of(options, DataDirectory.Open(options.DataDirectory)) is { } cluster)
        {
            ClusterKeys.Make(cluster, Console.Out, TimeProvider.System);
            return 0;
        }
        await using var app = options.EventStorePlainStore is null ? Build(options, face) : PlainStoreHost.Build(options, face!);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or AddressInUseException)
        {
            throw new StartException(
                e.Message, "choose other ports with --grpc-port, --http-port, --eventstore-endpoint and --silo-port, or stop what uses them");
        }
        catch (Exception e) when (options.ClusterPostgres is not null && CauseIn(e) is { } lost)
        {
            throw new StartException($"{options.ClusterPostgres} was lost during the start: {lost.Message}", "see that it runs, and start again");
        }
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static NpgsqlException? CauseIn(Exception? e) => e switch
    {
        null => null,
        AggregateException all => all.InnerExceptions.Select(CauseIn).FirstOrDefault(c => c is not null),
        _ => e as NpgsqlException ?? CauseIn(e.InnerException),
    };

    /// <exception cref="StartException">The server cannot start with these options.</exception>
    public static WebApplication Build(ServerOptions options) => Build(options, FaceOptions.Of(options));

    private static WebApplication Build(ServerOptions options, FaceOptions? face)
    {
        var certificate = CertificateSetting.Of("tls-certificate", options.TlsCertificate, options.TlsCertificateKey);
        var traces = TelemetryHosting.EndpointOf(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        Logging.Configure(builder.Logging, options.LogFormat);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, certificate));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout).AddHostedService<BoundedEnd>();
        var data = DataDirectory.Open(options.DataDirectory);
        var cluster = ClusterSettings.Of(options, data);
        builder.Services.AddStores(data, options, cluster);
        if (cluster is null)
            builder.Host.AddSilo(StateSchema.Provision(data.State));
        else
            builder.Host.AddSilo(cluster);
        builder.Services.AddReadModels(data);
        builder.Services.AddReviews(options);
        builder.Services.AddCallers(data, options, cluster);
        builder.Services.AddApi(options);
        builder.AddTelemetry(options, traces);
        builder.AddDashboard(options);
        if (face is not null)
            builder.Services.AddEventStoreFace(face);
        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<QuickCalls>().Answer);
        app.Use(app.Services.GetRequiredService<MalformedMessages>().Explain);
        app.UseRouting();
        app.MapApi();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        app.MapHealth();
        app.MapProbes();
        app.MapMetrics();
        app.MapDashboard(options);
        foreach (var warning in options.EventStore?.Warnings ?? [])
            app.Logger.LogWarning("{Warning}", warning);
        if (options.Listen == "any" && certificate is null)
            app.Logger.LogWarning("Callers on other machines send their tokens without TLS: give --tls-certificate, or let nobody but a proxy with TLS in");
        return app;
    }

    private static void MapApi(this WebApplication app)
    {
        app.MapGrpcService<IdentityServiceV1>();
        app.MapGrpcService<EntitlementServiceV1>();
        app.MapGrpcService<ConditionServiceV1>();
        app.MapGrpcService<ProvisioningServiceV1>();
        app.MapGrpcService<HistoryImportServiceV1>();
        app.MapGrpcService<ObservationServiceV1>();
        app.MapGrpcService<AccessHistoryServiceV1>().Add(EncodedMethods.Prefer);
        app.MapGrpcService<SnapshotServiceV1>().Add(EncodedMethods.Prefer);
        app.MapGrpcService<TokenServiceV1>();
        app.MapGrpcService<CampaignServiceV1>();
        app.MapGrpcService<ReviewServiceV1>();
        app.MapGrpcService<AnalysisServiceV1>();
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, CertificateSetting? certificate)
    {
        var address = options.Listen == "any" ? IPAddress.Any : IPAddress.Loopback;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxResponseBufferSize = MaxUnsent;
        // Whoever reads too slowly is told so by the method itself, which takes some seconds to be sure.
        kestrel.Limits.MinResponseDataRate = new MinDataRate(LeastBytesPerSecond, SlowReaderGrace);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.AddServerHeader = false;
        kestrel.Listen(address, options.GrpcPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                listen.UseTls(certificate, kestrel.ApplicationServices.GetRequiredService<TimeProvider>());
        });
        kestrel.Listen(address, options.HttpPort, l => l.Protocols = HttpProtocols.Http1);
    }
}
