using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Requests;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessGovernance.Grains.Tests;

/// <summary>An unexpected error tells its caller where to look, and nothing else; the log has it under the same words.</summary>
public sealed class FindingDefects : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("defects-");
    private readonly Heard heard = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_callers_trace_finds_it_in_the_log()
    {
        var (status, correlation) = Fail($"00-{Trace}-00f067aa0ba902b7-01");

        Assert.Equal(Trace, correlation);
        Assert.Contains(Trace, Assert.Single(heard.Lines), StringComparison.Ordinal);
        Assert.Contains(Trace, status.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner workings", status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00-alice@example.org-01")]
    public void Without_a_trace_each_has_a_correlation_of_its_own(string? traceparent)
    {
        var (first, second) = (Fail(traceparent).Correlation, Fail(traceparent).Correlation);

        Assert.NotEqual(first, second);
        Assert.Matches("^[0-9a-f]{32}$", first);
        Assert.Contains(second, heard.Lines[1], StringComparison.Ordinal);
    }

    private (Google.Rpc.Status Status, string Correlation) Fail(string? traceparent)
    {
        var errors = new ErrorMapper(TimeProvider.System, DataDirectory.Open(folder.FullName), heard);
        var status = errors.ToRpc(new InvalidOperationException("inner workings"), new Call(traceparent)).GetRpcStatus()!;
        return (status, status.GetDetail<ErrorInfo>()!.Metadata["correlation"]);
    }

    private sealed class Heard : ILogger<ErrorMapper>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }

    /// <summary>A call as it arrived, with one header at most.</summary>
    private sealed class Call : ServerCallContext
    {
        public Call(string? traceparent)
        {
            var http = new DefaultHttpContext();
            http.Request.Headers.TraceParent = traceparent;
            UserState["__HttpContext"] = http;
        }

        protected override string MethodCore => "/accessgovernance.v1.ProvisioningService/GrantAccess";
        protected override string HostCore => "localhost";
        protected override string PeerCore => "ipv4:127.0.0.1:1";
        protected override DateTime DeadlineCore => DateTime.MaxValue;
        protected override Metadata RequestHeadersCore { get; } = [];
        protected override CancellationToken CancellationTokenCore => CancellationToken.None;
        protected override Metadata ResponseTrailersCore { get; } = [];
        protected override Grpc.Core.Status StatusCore { get; set; }
        protected override WriteOptions? WriteOptionsCore { get; set; }
        protected override AuthContext AuthContextCore { get; } = new(null, []);

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();
    }
}
