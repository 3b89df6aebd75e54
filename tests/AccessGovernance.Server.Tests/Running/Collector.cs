using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>A span as it was exported; ids in lower-case hexadecimal digits.</summary>
public sealed record ExportedSpan(string Trace, string Id, string Parent, string Name);

/// <summary>Takes traces by OTLP over HTTP, on loopback, and reads of them what a test asks about.</summary>
public sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<byte[]> received = [];
    private readonly Task running;

    public Collector()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        Endpoint = $"http://127.0.0.1:{port}/v1/traces";
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        running = Run();
    }

    public string Endpoint { get; }

    /// <summary>Everything that came, as it came.</summary>
    public IReadOnlyList<byte[]> Received => [.. received];

    // ExportTraceServiceRequest.resource_spans = 1, ResourceSpans.scope_spans = 2, ScopeSpans.spans = 2
    // (opentelemetry/proto/collector/trace/v1/trace_service.proto and trace/v1/trace.proto).
    public IEnumerable<ExportedSpan> Spans =>
        from body in received
        from resource in Parts(ByteString.CopyFrom(body), 1)
        from scope in Parts(resource, 2)
        from span in Parts(scope, 2)
        select new ExportedSpan(Hex(span, 1), Hex(span, 2), Hex(span, 4), Parts(span, 5).Single().ToStringUtf8());

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await running;
        listener.Close();
    }

    private static string Hex(ByteString message, int field) =>
        Convert.ToHexStringLower(Parts(message, field).FirstOrDefault(ByteString.Empty).Span);

    private static List<ByteString> Parts(ByteString message, int field)
    {
        var parts = new List<ByteString>();
        var input = message.CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                parts.Add(input.ReadBytes());
            else
                input.SkipLastField();
        }
        return parts;
    }

    private async Task Run()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                received.Enqueue(body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        // That is how it ends.
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }
}
