using System.Collections.Frozen;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Directory;

/// <summary>
/// Follows the log and keeps the directory. Reads pages, which are whole batches; grants are passed over, unread where the log can. Stops at
/// the first event that it cannot handle, and says so in <see cref="Fault"/>.
/// </summary>
public sealed class DirectoryProjector(IEventLog log, EventCodec codec, DirectoryReader directory)
{
    // Names of the catalogue only: what it does not know is never passed over.
    private static readonly FrozenSet<string> PassedOver = EventCatalogue.All.Where(e => IsNoConcern(e.Event)).Select(e => e.Name).ToFrozenSet();

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last position handled; always the end of a batch.</summary>
    public long Position { get; private set; }

    /// <summary>Why it stopped, or null while it runs.</summary>
    public Exception? Fault { get; private set; }

    public async Task Run(CancellationToken cancellation)
    {
        while (Fault is null)
        {
            try
            {
                await foreach (var page in log.FollowBut(PassedOver, Position, cancellation))
                    Handle(page);
            }
            // The database of the keys will be back; until then the directory is behind, and says so.
            catch (KeyStoreUnavailableException)
            {
                await Task.Delay(Pause, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Publish(Position, e);
            }
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

    private void Handle(LogPage page)
    {
        // Decoded before the lock is taken: opening sealed texts takes time, and readers must not wait for it.
        var decoded = new List<(RecordedEvent Recorded, DomainEvent What)>(page.Events.Count);
        foreach (var recorded in page.Events)
            decoded.Add((recorded, codec.Open(recorded, EventCodec.Decode(recorded))));
        if (decoded.Count > 0)
            directory.Write(model => decoded.ForEach(d => Apply(model, d.Recorded, d.What)));
        Publish(page.Reached, null);
    }

    private static bool IsNoConcern(Type what) =>
        what == typeof(AccessGranted) || what == typeof(AccessRevoked) || what == typeof(GrantCorrected) || what == typeof(GrantVoided)
        || what == typeof(RequestNoted) || what.IsSubclassOf(typeof(TokenEvent)) || what.IsSubclassOf(typeof(ImportEvent))
        || what.IsSubclassOf(typeof(SnapshotEvent)) || (what.IsSubclassOf(typeof(ObservationEvent)) && what != typeof(LoginsMatched));

    private static void Apply(DirectoryModel model, RecordedEvent recorded, DomainEvent what)
    {
        if (StreamNames.IdentityOf(recorded.Stream) is { } identity)
            model.ApplyToIdentity(identity, recorded.Position, what);
        else if (StreamNames.EntitlementOf(recorded.Stream) is { } entitlement)
            DirectoryModel.Fold(model.Entitlements, entitlement.Value, what);
        else if (StreamNames.ApplicationOf(recorded.Stream) is { } application)
            DirectoryModel.Fold(model.Applications, application.Value, what);
        else if (what is LoginsMatched matched)
            model.ApplyToLogins(matched);
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
