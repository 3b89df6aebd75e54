using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Something with an id, and when it was registered (position 0: only mentioned so far).</summary>
internal abstract class Node(string id, int ordinal)
{
    public string Id { get; } = id;

    public int Ordinal { get; } = ordinal;

    public Mark Registered { get; set; }

    public bool IsRegisteredAt(long read) => Registered.Position > 0 && Registered.Position <= read;
}

/// <summary>A grant as its identity finds it.</summary>
internal readonly record struct HeldOrdinal(int Entitlement, int Grant);

/// <summary>One recorded change of status; a withdrawn termination is named by its instant.</summary>
internal readonly record struct StatusRecord(StatusChange Change, Instant At, Mark Mark);

internal enum StatusChange : byte
{
    Suspended = 1,
    Resumed = 2,
    Terminated = 3,
    Reinstated = 4,
    TerminationWithdrawn = 5,
}

internal sealed class IdentityNode(string id, int ordinal) : Node(id, ordinal)
{
    public Postings<HeldOrdinal> Grants { get; } = new();

    public Postings<StatusRecord> Status { get; } = new();

    public Postings<int> Links { get; } = new();
}

internal readonly record struct PlacementRecord(int Application, Instant From, Mark Mark);

internal readonly record struct RetirementRecord(Instant At, Mark Mark);

internal sealed class EntitlementNode(string id, int ordinal) : Node(id, ordinal)
{
    public Postings<int> Grants { get; } = new();

    /// <summary>Conferrals whose holders have this entitlement too.</summary>
    public Postings<int> Incoming { get; } = new();

    /// <summary>Conferrals of what holders of this entitlement have too.</summary>
    public Postings<int> Outgoing { get; } = new();

    public Postings<PlacementRecord> Placements { get; } = new();

    public Postings<RetirementRecord> Retirements { get; } = new();
}

internal sealed class PersonNode(string id, int ordinal) : Node(id, ordinal)
{
    public Postings<int> Links { get; } = new();
}

internal readonly record struct GovernedRecord(Instant From, Mark Mark);

internal sealed class ApplicationNode(string id, int ordinal) : Node(id, ordinal)
{
    public Postings<GovernedRecord> Governed { get; } = new();
}
