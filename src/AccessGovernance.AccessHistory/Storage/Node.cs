using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Something with an id, and when it was registered (position 0: only mentioned so far).</summary>
internal abstract class Node(string id, int ordinal)
{
    private int registered;
    private bool registeredByImport;

    public string Id { get; } = id;

    public int Ordinal { get; } = ordinal;

    /// <summary>The revision that is due in its stream.</summary>
    public int NextRevision { get; set; }

    public Mark Registered
    {
        get => new(registered, registeredByImport);
        set => (registeredByImport, registered) = (value.Imported, checked((int)value.Position));
    }

    public bool IsRegisteredAt(long read) => registered > 0 && registered <= read;
}

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
    private ShortList grants;
    private ShortList links;
    private Postings<StatusRecord>? status;

    /// <summary>Rows of its grants.</summary>
    public ref ShortList Grants => ref grants;

    public ref ShortList Links => ref links;

    /// <summary>Its changes of status in the order of recording.</summary>
    public ReadOnlySpan<StatusRecord> Status => Volatile.Read(ref status) is { } records ? records.Published : [];

    public bool HasStatus => Volatile.Read(ref status) is not null;

    /// <summary>The status that all records of some number make; any reader may leave it here for others.</summary>
    public IdentityStatus? LatestStatus { get; set; }

    public void Add(in StatusRecord record)
    {
        var records = status ?? new Postings<StatusRecord>();
        records.Add(record);
        Volatile.Write(ref status, records);
    }
}

internal readonly record struct PlacementRecord(int Application, Instant From, Mark Mark);

internal readonly record struct RetirementRecord(Instant At, Mark Mark);

internal sealed class EntitlementNode(string id, int ordinal) : Node(id, ordinal)
{
    private ShortList outgoing;

    public Extents Grants { get; } = new();

    /// <summary>Conferrals whose holders have this entitlement too.</summary>
    public Extents Incoming { get; } = new();

    /// <summary>Rows of conferrals of what holders of this entitlement have too.</summary>
    public ref ShortList Outgoing => ref outgoing;

    public Postings<PlacementRecord> Placements { get; } = new();

    public Postings<RetirementRecord> Retirements { get; } = new();
}

internal sealed class PersonNode(string id, int ordinal) : Node(id, ordinal)
{
    private ShortList links;

    public ref ShortList Links => ref links;
}

internal readonly record struct GovernedRecord(Instant From, Mark Mark);

internal sealed class ApplicationNode(string id, int ordinal) : Node(id, ordinal)
{
    public Postings<GovernedRecord> Governed { get; } = new();
}
