using System.Collections.Frozen;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Directory;

/// <summary>Follows the log and keeps the directory; grants and what is no fact about who and what exists are passed over.</summary>
public sealed class DirectoryProjector(IEventLog log, EventCodec codec, DirectoryReader directory) : LogFollower(log, PassedOver)
{
    private static readonly FrozenSet<string> PassedOver = EventCatalogue.All.Where(e => IsNoConcern(e.Event)).Select(e => e.Name).ToFrozenSet();

    public override string Name => "the directory";

    protected override void Handle(IReadOnlyList<RecordedEvent> events)
    {
        // Decoded before the lock is taken: opening sealed texts takes time, and readers must not wait for it.
        var decoded = new List<(RecordedEvent Recorded, DomainEvent What)>(events.Count);
        foreach (var recorded in events)
            decoded.Add((recorded, codec.Open(recorded, EventCodec.Decode(recorded))));
        directory.Write(model => decoded.ForEach(d => Apply(model, d.Recorded, d.What)));
    }

    private static bool IsNoConcern(Type what) =>
        what == typeof(AccessGranted) || what == typeof(AccessRevoked) || what == typeof(GrantCorrected) || what == typeof(GrantVoided)
        || what == typeof(RequestNoted) || what.IsSubclassOf(typeof(ImportEvent))
        || what.IsSubclassOf(typeof(SnapshotEvent)) || what.IsSubclassOf(typeof(ReviewEvent))
        || (what.IsSubclassOf(typeof(ObservationEvent)) && what != typeof(LoginsMatched));

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
        else if (what is TokenEvent token)
            model.Issuers.Apply(token, recorded.Actor, recorded.Stamp);
        else
            model.ApplyToConferral(what);
    }
}
