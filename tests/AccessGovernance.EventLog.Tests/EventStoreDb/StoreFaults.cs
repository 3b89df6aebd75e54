using System.Collections.Concurrent;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using Grpc.Core;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>What goes wrong between the engine and the server, and what the server was told. Thread-safe.</summary>
internal sealed class StoreFaults : IDisposable
{
    private readonly ConcurrentQueue<(bool Written, RpcException Failure)> appends = new();
    private CancellationTokenSource subscriptions = new();
    private CancellationTokenSource reads = new();
    private int subscribed;

    /// <summary>Sends no caught-up message, as servers before 23.10.</summary>
    public bool IsOld { get; set; }

    /// <summary>Records that are delivered again at the begin of a subscription.</summary>
    public int Redelivered { get; set; }

    /// <summary>Sends checkpoints before the events that they are about, as if those had been handled.</summary>
    public bool ChecksAhead { get; set; }

    /// <summary>Who is said to be the leader; null when this node is.</summary>
    public StoreEndpoint? Leader { get; set; }

    /// <summary>What every call is answered with; null for what it should be.</summary>
    public RpcException? Down { get; set; }

    /// <summary>Until this completes, nobody is told where the log ends; null while everybody is.</summary>
    public Task? HoldsEnds { get; set; }

    /// <summary>Until this completes, what is written does not reach who has subscribed; null while it does.</summary>
    public Task? HoldsSubscriptions { get; set; }

    /// <summary>Questions for the end of the log, by what they demand of the node.</summary>
    public ConcurrentQueue<string?> EndsAsked { get; } = new();

    /// <summary>The headers of every call, in the order of their beginning.</summary>
    public ConcurrentQueue<Metadata> Calls { get; } = [];

    /// <summary>Whose certificate the newest call came with.</summary>
    public string? ClientCertificate { get; private set; }

    /// <summary>Subscriptions that were made.</summary>
    public int Subscriptions => Volatile.Read(ref subscribed);

    /// <summary>The next append fails after it was written, or before.</summary>
    public void OnAppend(bool written, StatusCode status) => appends.Enqueue((written, new RpcException(new Status(status, "on demand"))));

    /// <summary>Ends the subscriptions that are open.</summary>
    public void DropSubscriptions() => Interlocked.Exchange(ref subscriptions, new CancellationTokenSource()).Cancel();

    /// <summary>Appends succeed from now on.</summary>
    public void ForgetAppends() => appends.Clear();

    /// <summary>Ends the finite reads that are under way.</summary>
    public void DropReads() => Interlocked.Exchange(ref reads, new CancellationTokenSource()).Cancel();

    public CancellationToken Reading() => reads.Token;

    public void Dispose()
    {
        subscriptions.Dispose();
        reads.Dispose();
    }

    public void Meet(ServerCallContext context)
    {
        Calls.Enqueue(context.RequestHeaders);
        ClientCertificate = context.GetHttpContext().Connection.ClientCertificate?.Subject;
        if (Down is { } failure)
            throw failure;
        if (Leader is { } leader && context.RequestHeaders.GetValue("requires-leader") == "true")
            throw StoreUnderTest.Refusal(StatusCode.NotFound, "not-leader", ("leader-endpoint-host", leader.Host), ("leader-endpoint-port", $"{leader.Port}"));
    }

    public void MeetAppend(bool written)
    {
        if (appends.TryPeek(out var next) && next.Written == written && appends.TryDequeue(out next))
            throw next.Failure;
    }

    public (string Id, CancellationToken Dropped) Subscribed()
    {
        Interlocked.Increment(ref subscribed);
        return (Guid.NewGuid().ToString(), subscriptions.Token);
    }
}
