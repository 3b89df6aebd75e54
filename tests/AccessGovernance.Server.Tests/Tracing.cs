using System.Text;
using System.Text.Json;

namespace AccessGovernance.Server.Tests;

/// <summary>A call is one trace, from the caller's own span to the append, and names nobody.</summary>
public sealed class Tracing
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "00f067aa0ba902b7";

    [Fact]
    public async Task A_command_is_one_trace_from_the_call_through_the_grain_to_the_append()
    {
        using var folder = new TemporaryFolder();
        await using var collector = new Collector();
        await using var server = await ServerProcess.Start(folder.Path, "--otlp-endpoint", collector.Endpoint);
        using var admin = Caller.Administrator(server);
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());

        await admin.Provisioning.GrantAccessAsync(new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement },
            new Metadata { { "traceparent", $"00-{Trace}-{CallersSpan}-01" } });
        // What is not sent yet is sent before it ends.
        await server.Stop();

        var spans = collector.Spans.Where(s => s.Trace == Trace).ToDictionary(s => s.Id);
        var path = PathTo(spans, spans.Values.Single(s => s.Name == "append")).ToList();
        Assert.Equal(["append", "IIdentityGrain/Execute", "accessgovernance.v1.ProvisioningService/GrantAccess"], path.Select(s => s.Name));
        Assert.Equal(CallersSpan, path[^1].Parent);
        Assert.Contains(collector.Spans, s => s.Trace != Trace && s.Name == "accessgovernance.v1.IdentityService/RegisterIdentity");
        foreach (var name in new[] { identity, entitlement }.Select(n => Uri.UnescapeDataString(n.Split('/')[1])))
            Assert.DoesNotContain(collector.Received, body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0);
    }

    [Fact]
    public async Task An_endpoint_that_is_none_stops_the_start()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServerProcess.Fail(folder.Path, "--otlp-endpoint", "collector:4317");

        Assert.Equal(1, exitCode);
        Assert.Contains("otlp-endpoint is 'collector:4317'", output, StringComparison.Ordinal);
        Assert.Contains("give a URL", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_can_be_objects()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path, "--log-format", "json");
        await server.Stop();

        foreach (var line in server.Output.Split('\n'))
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal("Information", json.RootElement.GetProperty("LogLevel").GetString());
            Assert.EndsWith("Z", json.RootElement.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<ExportedSpan> PathTo(Dictionary<string, ExportedSpan> spans, ExportedSpan from)
    {
        for (var span = from; span is not null; span = spans.GetValueOrDefault(span.Parent))
            yield return span;
    }
}
