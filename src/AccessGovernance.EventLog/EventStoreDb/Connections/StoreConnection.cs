using Grpc.Core;

namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>
/// The node that is spoken to at the moment; found when it is needed, left when it fails or names another leader. Thread-safe.
/// </summary>
internal sealed class StoreConnection : IAsyncDisposable
{
    /// <summary>Attempts of one call, all within the default deadline.</summary>
    public const int MaxAttempts = 50;

    /// <summary>One attempt may take this part of the default deadline: a node that does not answer is left in time for another one.</summary>
    private const int AttemptShare = 3;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly EventStoreSettings settings;
    private readonly NodeChannels channels;
    private readonly NodeDiscovery discovery;
    private StoreNode? current;
    private bool closed;

    /// <exception cref="EventStoreSettingsException">A file that the settings name cannot be used.</exception>
    public StoreConnection(EventStoreSettings settings)
    {
        this.settings = settings;
        channels = new NodeChannels(settings);
        discovery = new NodeDiscovery(settings, channels);
    }

    public EventStoreSettings Settings => settings;

    public bool IsClosed => Volatile.Read(ref closed);

    /// <summary>To be sent with every call.</summary>
    public Metadata Headers => channels.Headers;

    /// <summary>The node to call, entered: the caller exits from it when its calls are over.</summary>
    /// <exception cref="LogRefusedException">There is no node to be found, or the log was closed.</exception>
    public async ValueTask<StoreNode> Enter(CancellationToken cancellation)
    {
        if (Volatile.Read(ref current) is { } known && known.TryEnter())
            return known;
        await gate.WaitAsync(cancellation);
        try
        {
            if (closed)
                throw new LogRefusedException("The event log is closed.");
            if (current is null)
                Volatile.Write(ref current, channels.Open(await discovery.Find(cancellation)));
            // Nobody leaves it here: that takes the gate.
            current!.TryEnter();
            return current;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Speaks to another node from now on, unless somebody left this one before.</summary>
    /// <param name="leader">Null to find out.</param>
    public async ValueTask Leave(StoreNode node, StoreEndpoint? leader)
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            if (!ReferenceEquals(current, node))
                return;
            Volatile.Write(ref current, leader is null || leader == node.Endpoint ? null : channels.Open(leader));
            if (leader is null)
                node.GiveUp();
            else
                node.Leave();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Makes a call that may be repeated, until it succeeds, is refused, or the default deadline is over. What a repetition answers counts,
    /// because a repeated write answers as the first one did.
    /// </summary>
    /// <param name="changes">False for a call that leaves nothing behind, whatever becomes of it.</param>
    /// <exception cref="LogRefusedException">Nothing happened.</exception>
    /// <exception cref="OutcomeUnknownException">One of the attempts may have changed something.</exception>
    public async Task<T> Call<T>(Func<StoreNode, CancellationToken, Task<T>> call, bool changes, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.DefaultDeadline);
        var (mayHaveHappened, told) = (false, "it did not answer in time");
        for (var attempt = 1; ; attempt++)
        {
            StoreNode? node = null;
            try
            {
                node = await Enter(limit.Token);
                using var once = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
                once.CancelAfter(settings.DefaultDeadline / AttemptShare);
                return await call(node, once.Token);
            }
            catch (Exception e) when (e is RpcException or ObjectDisposedException or OperationCanceledException or LogRefusedException)
            {
                cancellation.ThrowIfCancellationRequested();
                var failure = Judge(e, node);
                mayHaveHappened |= changes && failure.MayHaveHappened;
                // Of an attempt that the deadline cut off, nothing is told but that.
                told = limit.IsCancellationRequested ? told : failure.Text;
                if (failure.MayBeRepeated && attempt < MaxAttempts && await MayGoOn(node, failure, limit.Token))
                    continue;
                cancellation.ThrowIfCancellationRequested();
                if (mayHaveHappened)
                    throw new OutcomeUnknownException($"The event store left open whether it was done: {told}.", e);
                throw new LogRefusedException($"The event store {(changes ? "did not do it" : "cannot be read now")}: {told.TrimEnd('.')}.", e);
            }
            finally
            {
                node?.Exit();
            }
        }
    }

    /// <summary>What a failure of a call, or of finding a node for it, means.</summary>
    public static StoreFailure Judge(Exception e, StoreNode? node) => e switch
    {
        RpcException failed => StoreFailure.Of(failed),
        LogRefusedException => new(false, false, false, null, e.Message),
        ObjectDisposedException => new(true, false, true, null, "the event log is closed"),
        _ => new(node is not null, true, true, null, "it did not answer in time"),
    };

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            Volatile.Write(ref closed, true);
            current?.Dispose();
            Volatile.Write(ref current, null);
        }
        finally
        {
            gate.Release();
        }
        channels.Dispose();
    }

    private async Task<bool> MayGoOn(StoreNode? node, StoreFailure failure, CancellationToken limit)
    {
        if (node is not null && failure.LeavesNode)
            await Leave(node, failure.Leader);
        await ((Task)Task.Delay(settings.DiscoveryInterval, limit)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !limit.IsCancellationRequested;
    }
}
