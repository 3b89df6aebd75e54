using System.Security.Cryptography.X509Certificates;
using System.Text;
using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Grpc.Net.Client;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>A client of the EventStoreDB face, with user and password or without. Every finite call has a deadline.</summary>
internal sealed class FaceCaller : IDisposable
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly GrpcChannel channel;
    private readonly Metadata headers = [];

    /// <param name="trusted">The only certificate that is trusted; null without TLS.</param>
    public FaceCaller(Uri face, string? password, X509Certificate2? trusted)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        if (trusted is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == trusted.GetCertHashString();
        channel = GrpcChannel.ForAddress(face, new GrpcChannelOptions { HttpHandler = handler, MaxReceiveMessageSize = 17 * 1024 * 1024 });
        Streams = new(channel);
        Gossip = new(channel);
        Features = new(channel);
        if (password is not null)
            headers.Add("authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("auditor:" + password)));
    }

    public Streams.StreamsClient Streams { get; }
    public Gossip.GossipClient Gossip { get; }
    public ServerFeatures.ServerFeaturesClient Features { get; }

    public static FaceCaller Of(ServerProcess server) => new(server.Face, null, null);

    public static FaceCaller Of(ServerProcess server, string password) => new(server.Face, password, null);

    /// <summary>What each call is given.</summary>
    public CallOptions Call() => new(headers, (TimeProvider.System.GetUtcNow() + Longest).UtcDateTime);

    /// <summary>All messages of a finite read.</summary>
    public async Task<List<ReadResp>> Messages(ReadReq.Types.Options options)
    {
        using var call = Streams.Read(new ReadReq { Options = options }, Call());
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    /// <summary>The events of a finite read.</summary>
    public async Task<List<ReadResp.Types.ReadEvent.Types.RecordedEvent>> Events(ReadReq.Types.Options options) =>
        [.. (await Messages(options)).Where(m => m.ContentCase == ReadResp.ContentOneofCase.Event).Select(m => m.Event.Event)];

    public Following Follow(ReadReq.Types.Options options) => new(Streams.Read(new ReadReq { Options = options }, Call()));

    public async Task<AppendResp> Append(AppendReq.Types.Options options, params AppendReq.Types.ProposedMessage[] events)
    {
        using var call = Streams.Append(Call());
        await call.RequestStream.WriteAsync(new AppendReq { Options = options });
        foreach (var e in events)
            await call.RequestStream.WriteAsync(new AppendReq { ProposedMessage = e });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    public void Dispose() => channel.Dispose();
}

/// <summary>A subscription, message by message.</summary>
internal sealed class Following(AsyncServerStreamingCall<ReadResp> call) : IDisposable
{
    public async Task<ReadResp> Next() =>
        await call.ResponseStream.MoveNext(CancellationToken.None) ? call.ResponseStream.Current : throw new InvalidOperationException("It ended.");

    /// <summary>Messages up to and including the first of a kind.</summary>
    public async Task<List<ReadResp>> Until(ReadResp.ContentOneofCase kind)
    {
        var messages = new List<ReadResp> { await Next() };
        while (messages[^1].ContentCase != kind)
            messages.Add(await Next());
        return messages;
    }

    /// <summary>How it ends.</summary>
    public async Task<RpcException> End() => await Assert.ThrowsAsync<RpcException>(async () =>
    {
        while (true)
            await Next();
    });

    public void Dispose() => call.Dispose();
}

/// <summary>Requests as clients of EventStoreDB make them.</summary>
internal static class Ask
{
    public static ReadReq.Types.Options Stream(string name) => With(new() { Stream = new() { StreamIdentifier = Name(name), Start = new() } });

    public static ReadReq.Types.Options All() => With(new() { All = new() { Start = new() } });

    public static ReadReq.Types.Options AllFrom(ulong position) =>
        With(new() { All = new() { Position = new() { CommitPosition = position, PreparePosition = position } } });

    public static ReadReq.Types.Options AllFromEnd() => With(new() { All = new() { End = new() } });

    public static ReadReq.Types.Options Backwards(this ReadReq.Types.Options options)
    {
        options.ReadDirection = ReadReq.Types.Options.Types.ReadDirection.Backwards;
        return options;
    }

    public static ReadReq.Types.Options Live(this ReadReq.Types.Options options)
    {
        options.Subscription = new();
        return options;
    }

    public static ReadReq.Types.Options AtMost(this ReadReq.Types.Options options, ulong count)
    {
        options.Count = count;
        return options;
    }

    public static ReadReq.Types.Options OfStreams(this ReadReq.Types.Options options, params string[] prefixes)
    {
        options.Filter = new() { StreamIdentifier = new() { Prefix = { prefixes } }, Max = 1, CheckpointIntervalMultiplier = 2 };
        return options;
    }

    public static ReadReq.Types.Options OfTypes(this ReadReq.Types.Options options, string regex)
    {
        options.Filter = new() { EventType = new() { Regex = regex }, Count = new(), CheckpointIntervalMultiplier = 1 };
        return options;
    }

    public static StreamIdentifier Name(string stream) => new() { StreamName = ByteString.CopyFromUtf8(stream) };

    public static string Name(StreamIdentifier stream) => stream.StreamName.ToStringUtf8();

    public static AppendReq.Types.ProposedMessage Event(Guid id, string type, string data) => new()
    {
        Id = new() { String = id.ToString() },
        Metadata = { ["type"] = type, ["content-type"] = "application/json" },
        CustomMetadata = ByteString.CopyFromUtf8("{\"by\":\"test\"}"),
        Data = ByteString.CopyFromUtf8(data),
    };

    private static ReadReq.Types.Options With(ReadReq.Types.Options options)
    {
        (options.Count, options.NoFilter, options.UuidOption) = (1_000_000, new(), new() { String = new() });
        return options;
    }
}
