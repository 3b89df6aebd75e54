using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Directory;

/// <summary>
/// Follows the log and keeps the directory. Reads pages, which are whole batches; grants are passed over without decoding them. Stops at
/// the first event that it cannot handle, and says so in <see cref="Fault"/>.
/// </summary>
public sealed class DirectoryProjector(IEventLog log, EventCodec codec, DirectoryReader directory)
{
    private static readonly string[] PassedOver = ["identity.access-", "identity.grant-", "token.", "import.", "request."];

    private readonly Lock gate = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last position handled; always the end of a batch.</summary>
    public long Position { get; private set; }

    /// <summary>Why it stopped, or null while it runs.</summary>
    public Exception? Fault { get; private set; }

    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            await foreach (var page in log.Follow(Position, cancellation))
                Handle(page);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Publish(Position, e);
        }
    }

    /// <summary>Completes when the directory contains a position.</summary>
    public async ValueTask WaitFor(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Position >= position)
                    return;
                if (Fault is { } fault)
                    throw new DamagedLogException($"The directory stopped after position {Position}: {fault.Message}", fault);
                next = moved.Task;
            }
            await next.WaitAsync(cancellation);
        }
    }

    private void Handle(IReadOnlyList<RecordedEvent> page)
    {
        // Decoded before the lock is taken: opening sealed texts takes time, and readers must not wait for it.
        var decoded = new List<(RecordedEvent Recorded, DomainEvent What)>(page.Count);
        foreach (var recorded in page)
        {
            if (!PassedOver.Any(p => recorded.Type.StartsWith(p, StringComparison.Ordinal)))
                decoded.Add((recorded, codec.Open(recorded, EventCodec.Decode(recorded))));
        }
        if (decoded.Count > 0)
            directory.Write(model => decoded.ForEach(d => Apply(model, d.Recorded, d.What)));
        Publish(page[^1].Position, null);
    }

    private static void Apply(DirectoryModel model, RecordedEvent recorded, DomainEvent what)
    {
        if (StreamNames.IdentityOf(recorded.Stream) is { } identity)
            model.ApplyToIdentity(identity, recorded.Position, what);
        else if (StreamNames.EntitlementOf(recorded.Stream) is { } entitlement)
            DirectoryModel.Fold(model.Entitlements, entitlement.Value, what);
        else if (StreamNames.ApplicationOf(recorded.Stream) is { } application)
            DirectoryModel.Fold(model.Applications, application.Value, what);
        else
            model.ApplyToConferral(what);
    }

    private void Publish(long position, Exception? fault)
    {
        TaskCompletionSource done;
        lock (gate)
        {
            (Position, Fault) = (position, fault);
            done = moved;
            moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        done.SetResult();
    }
}
