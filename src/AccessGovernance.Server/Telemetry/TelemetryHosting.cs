using System.Collections;
using AccessGovernance.EventLog.Telemetry;
using AccessGovernance.Grains;
using AccessGovernance.Server.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AccessGovernance.Server.Telemetry;

/// <summary>
/// Where metrics and traces go: metrics to whoever reads /metrics, traces by OTLP where an endpoint is given. Without one nobody listens to
/// spans, grain calls are not filtered, and none is made.
/// </summary>
internal static class TelemetryHosting
{
    /// <summary>OpenTelemetry's own name of the setting, for whoever sets it for all programs alike.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Metrics = "/metrics";
    private const string HttpTraces = "/v1/traces";

    /// <param name="traces">Where traces are sent to (<see cref="EndpointOf"/>).</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, ServerOptions options, Uri? traces)
    {
        // The settings of OpenTelemetry's specification, and no other variable, are part of the configuration.
        builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(v => KeyValuePair.Create((string)v.Key, (string?)v.Value)).Where(v => v.Key.StartsWith("OTEL_", StringComparison.Ordinal)));
        builder.Services.AddHostedService<HostMetrics>();
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(r => r.AddService("accessgovernance"));
        telemetry.WithMetrics(metrics => metrics.AddMeter(CallMetrics.Name, LogTelemetry.Name, "System.Runtime")
            .AddPrometheusExporter(p => p.ScrapeResponseCacheDurationMilliseconds = 0));
        if (traces is not { } endpoint)
            return;
        telemetry.WithTracing(tracing => tracing.AddSource(CallSpans.Name, TracedCalls.Name, LogTelemetry.Name).AddOtlpExporter(otlp =>
        {
            if (options.OtlpEndpoint is null)
                return;
            otlp.Endpoint = endpoint;
            otlp.Protocol = endpoint.AbsolutePath.EndsWith(HttpTraces, StringComparison.Ordinal) ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        }));
        builder.Services.AddSingleton<IOutgoingGrainCallFilter, TracedCalls>().AddSingleton<IIncomingGrainCallFilter, TracedCalls>();
    }

    /// <summary>GET /metrics, in Prometheus' text form.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint(Metrics);

    /// <summary>Where traces are sent to; null for nowhere.</summary>
    /// <exception cref="StartException">It is no URL.</exception>
    public static Uri? EndpointOf(ServerOptions options)
    {
        var given = options.OtlpEndpoint ?? Environment.GetEnvironmentVariable(EndpointVariable);
        if (string.IsNullOrEmpty(given))
            return null;
        return Uri.TryCreate(given, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? endpoint
            : throw new StartException($"{(options.OtlpEndpoint is null ? EndpointVariable : "otlp-endpoint")} is '{given}'",
                $"give a URL: http://HOST:4317 for gRPC, or http://HOST:4318{HttpTraces} for HTTP");
    }
}
