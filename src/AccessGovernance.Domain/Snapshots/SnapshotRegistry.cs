namespace AccessGovernance.Domain.Snapshots;

/// <summary>A snapshot and where it is recorded.</summary>
public sealed record RecordedSnapshot(SnapshotTaken Taken, long Position);

/// <summary>Records a snapshot whose rows were counted and hashed.</summary>
public sealed record TakeSnapshot(SnapshotTaken Taken);

/// <summary>All snapshots ever taken. None is ever changed or removed.</summary>
public sealed class SnapshotRegistry : Aggregate
{
    /// <summary>Snapshots that one history can have.</summary>
    public const int MaxSnapshots = 100_000;

    public Dictionary<Guid, RecordedSnapshot> Snapshots { get; init; } = [];

    /// <summary>Ids in the order in which they were recorded.</summary>
    public List<Guid> Order { get; init; } = [];

    public Decision Decide(TakeSnapshot command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (Snapshots.ContainsKey(command.Taken.Snapshot.Value))
            return Decision.Nothing;
        return Order.Count >= MaxSnapshots
            ? Decision.Refuse(RefusalReason.SnapshotLimitReached, "snapshot", $"the history has {MaxSnapshots} snapshots, which is the most")
            : Decision.Record(command.Taken);
    }

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        if (what is not SnapshotTaken taken)
            throw Unknown(what);
        Snapshots[taken.Snapshot.Value] = new(taken, recorded.Position);
        Order.Add(taken.Snapshot.Value);
    }
}
