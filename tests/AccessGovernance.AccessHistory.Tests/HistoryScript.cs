using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Writes a history event by event, as a log would have it, into an index. Times are small whole numbers.</summary>
internal sealed class HistoryScript
{
    private readonly Dictionary<string, long> revisions = [];
    private long guids;

    public HistoryIndex Index { get; } = new();

    public HistoryReader Reader => new(Index);

    public List<HistoryEntry> Entries { get; } = [];

    public long Position => Entries.Count;

    /// <summary>Who asks for what is recorded from now on.</summary>
    public string Actor { get; set; } = "tester";

    /// <summary>Whom they name.</summary>
    public string? OnBehalfOf { get; set; }

    public Guid NextGuid() => new((int)++guids, 0, 0, new byte[8]);

    /// <summary>Records one event in a batch of its own.</summary>
    public long Record(string stream, DomainEvent what, long stamp, ImportedRow? import = null) => RecordAll(stamp, (stream, what, import));

    /// <summary>Records several events that become visible together; answers the last position.</summary>
    public long RecordAll(long stamp, params (string Stream, DomainEvent What, ImportedRow? Import)[] events)
    {
        for (var i = 0; i < events.Length; i++)
            Entries.Add(EntryOf(events[i], stamp, i == events.Length - 1));
        foreach (var entry in Entries.TakeLast(events.Length))
            Index.Apply(entry);
        return Position;
    }

    public HistoryScript WithApplication(string id, long governedFrom)
    {
        Record(StreamNames.Of(new AppId(id)), new ApplicationDefined(id, null, new(governedFrom)), 0);
        return this;
    }

    public HistoryScript WithEntitlements(string application, params string[] ids)
    {
        foreach (var id in ids)
            Record(StreamNames.Of(new EntitlementId(id)), Defined(application), 0);
        return this;
    }

    public HistoryScript WithIdentities(params string[] ids)
    {
        foreach (var id in ids)
            Record(StreamNames.Of(new IdentityId(id)), new IdentityRegistered(IdentityKind.Employee, false), 0);
        return this;
    }

    public GrantId Grant(string identity, string entitlement, Period validity, long stamp)
    {
        var id = new GrantId(NextGuid());
        Record(StreamNames.Of(new IdentityId(identity)), Granted(id, entitlement, validity), stamp);
        return id;
    }

    public ConferralId Confer(string from, string to, Period validity, long stamp)
    {
        var id = new ConferralId(NextGuid());
        Record(StreamNames.Conferrals, new ConferralAdded(id, new(from), new(to), validity, null, null), stamp);
        return id;
    }

    public long OfIdentity(string identity, IdentityEvent what, long stamp) =>
        Record(StreamNames.Of(new IdentityId(identity)), what, stamp);

    public static AccessGranted Granted(GrantId id, string entitlement, Period validity) =>
        new(id, new(entitlement), validity, new Cause(CauseKind.DirectAssignment, null), null);

    public static EntitlementDefined Defined(string application) =>
        new(EntitlementKind.Role, new(application), new EntitlementProfile("", "", null, Risk.Low), null);

    public static Period Span(long from, long until) => new(new(from), new(until));

    public static Period From(long from) => Period.Since(new(from));

    public static Period At(long at) => Period.At(new(at));

    private HistoryEntry EntryOf((string Stream, DomainEvent What, ImportedRow? Import) e, long stamp, bool endsBatch)
    {
        var revision = revisions.GetValueOrDefault(e.Stream);
        revisions[e.Stream] = revision + 1;
        return new HistoryEntry
        {
            Position = Entries.Count + 1,
            Stream = e.Stream,
            Revision = revision,
            Stamp = new Instant(stamp),
            EndsBatch = endsBatch,
            Import = e.Import,
            What = e.What,
            Actor = Actor,
            OnBehalfOf = OnBehalfOf,
        };
    }
}
