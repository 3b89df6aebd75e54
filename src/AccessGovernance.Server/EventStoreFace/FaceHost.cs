using AccessGovernance.EventLog.Sqlite;
using AccessGovernance.Server.Certificates;
using AccessGovernance.Server.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>What a face shows, to whom, and what becomes of writes.</summary>
internal sealed record FaceParts(SqliteEventLog Log, IFaceContent Content, IFaceDoor Door, IStreamWriter Writer, TimeProvider Time)
{
    /// <summary>The log is closed when the face ends.</summary>
    public bool OwnsLog { get; init; }
}

/// <summary>
/// The face as a host of its own: it shares the log with the server, and neither port nor services, so that neither can be reached through
/// the other.
/// </summary>
internal static class FaceHost
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    /// <param name="configureLogging">On top of what the server says.</param>
    public static WebApplication Build(FaceOptions options, FaceParts parts, Action<ILoggingBuilder>? configureLogging = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        Logging.Configure(builder.Logging, options.LogFormat);
        configureLogging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, parts.Time));
        if (parts.OwnsLog)
            builder.Services.AddSingleton(_ => parts.Log);
        else
            builder.Services.AddSingleton(parts.Log);
        builder.Services.AddSingleton(parts.Content).AddSingleton(parts.Door).AddSingleton(parts.Time);
        builder.Services.AddSingleton(parts.Writer).AddSingleton<FacePlaces>().AddSingleton<FiniteReads>().AddSingleton<Subscriptions>();
        builder.Services.AddSingleton<StreamsFace>().AddSingleton<GossipFace>().AddSingleton<ServerFeaturesFace>().AddSingleton<FaceInterceptor>();
        builder.Services.AddGrpc(grpc =>
        {
            (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (FaceLimits.MaxMessageBytes, FaceLimits.MaxMessageBytes);
            grpc.Interceptors.Add<FaceInterceptor>();
        });
        var app = builder.Build();
        app.MapGrpcService<StreamsFace>();
        app.MapGrpcService<GossipFace>();
        app.MapGrpcService<ServerFeaturesFace>();
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, FaceOptions options, TimeProvider time)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        // A subscriber may take its time; one that is gone is found out by pings.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = KeepAlive;
        kestrel.Limits.Http2.KeepAlivePingTimeout = KeepAlive;
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.Certificate is { } certificate)
                listen.UseTls(certificate, time);
        });
    }
}
