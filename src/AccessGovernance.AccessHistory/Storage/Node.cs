using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Something with an id, and when it was registered (position 0: only mentioned so far).</summary>
internal abstract class Node(string id, int ordinal)
{
    /// <summary>Memory of a node, about, without its text.</summary>
    public const int AboutBytes = 96;

    public string Id { get; } = id;

    public int Ordinal { get; } = ordinal;

    /// <summary>The revision that is due in its stream.</summary>
    public int NextRevision { get; set; }

    public Mark Registered { get; set; }

    public static int AboutTextBytes(int length) => 24 + (2 * length);

    protected abstract void SaveLists(PageWriter to);

    protected abstract void LoadLists(PageReader from);

    public void Save(PageWriter to)
    {
        to.Text(Id);
        to.Int(NextRevision);
        to.Items([Registered]);
        SaveLists(to);
    }

    /// <summary>Restores what follows the id.</summary>
    public void Load(PageReader from)
    {
        NextRevision = from.Int();
        Mark mark = default;
        from.Items(new Span<Mark>(ref mark));
        Registered = mark;
        LoadLists(from);
    }

    public bool IsRegisteredAt(long read) => Registered.Position > 0 && Registered.Position <= read;
}

/// <summary>One recorded change of status; a withdrawn termination is named by its instant.</summary>
internal readonly record struct StatusRecord(Instant At, Mark Mark, StatusChange Change);

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
    private const int NoLink = -1;

    private ShortList grants;

    // Its changes of status, or the status that they make, which keeps them.
    private object? status;

    // Nearly everybody has but one: the others are kept with it.
    private int[]? manyLinks;
    private int onlyLink = NoLink;

    /// <summary>Rows of its grants.</summary>
    public ref ShortList Grants => ref grants;

    /// <summary>Its links in the order of recording.</summary>
    public ReadOnlySpan<int> Links => Volatile.Read(ref manyLinks) is { } many ? many
        : MemoryMarshal.CreateReadOnlySpan(in onlyLink, onlyLink == NoLink ? 0 : 1);

    /// <summary>Its changes of status in the order of recording.</summary>
    public ReadOnlySpan<StatusRecord> Status => Volatile.Read(ref status) switch
    {
        null => [],
        StatusRecord[] records => records,
        var latest => ((IdentityStatus)latest).Records,
    };

    /// <summary>Whether a termination was ever recorded, withdrawn or not. For the thread that applies events.</summary>
    public bool WasTerminated
    {
        get
        {
            foreach (ref readonly var record in Status)
            {
                if (record.Change == StatusChange.Terminated)
                    return true;
            }
            return false;
        }
    }

    /// <summary>The status that all changes make: worked out by whoever asks first, and left here for others.</summary>
    public IdentityStatus LatestStatus
    {
        get
        {
            var known = Volatile.Read(ref status);
            if (known is not StatusRecord[] records)
                return (IdentityStatus?)known ?? IdentityStatus.Active;
            var made = IdentityStatus.OfAll(records);
            // Unless another change came between.
            Interlocked.CompareExchange(ref status, made, records);
            return made;
        }
    }

    public void Add(in StatusRecord record)
    {
        var records = new StatusRecord[Status.Length + 1];
        Status.CopyTo(records);
        records[^1] = record;
        Volatile.Write(ref status, records);
    }

    public void AddLink(int link)
    {
        if (onlyLink == NoLink)
            Volatile.Write(ref onlyLink, link);
        else
            Volatile.Write(ref manyLinks, [.. Links, link]);
    }

    protected override void SaveLists(PageWriter to)
    {
        grants.Save(to);
        to.Int(Links.Length);
        to.Items(Links);
        to.Int(Status.Length);
        to.Items(Status);
    }

    protected override void LoadLists(PageReader from)
    {
        grants = from.LoadList();
        for (var left = from.Count(); left > 0; left--)
            AddLink(from.Int());
        var records = new StatusRecord[from.Count()];
        from.Items<StatusRecord>(records);
        status = records.Length == 0 ? null : records;
    }
}

/// <summary>A row of a grant that scans do not find from a position on.</summary>
internal readonly record struct HiddenGrant(int Row, int Position);

internal readonly record struct PlacementRecord(Instant From, int Application, Mark Mark);

internal readonly record struct RetirementRecord(Instant At, Mark Mark);

internal sealed class EntitlementNode(string id, int ordinal) : Node(id, ordinal)
{
    private ShortList outgoing;
    private ShortList hidden;
    private FewRecords<PlacementRecord> placements;
    private FewRecords<RetirementRecord> retirements;
    private int conferralChange;
    private KnownPaths.Entry? knownPaths;
    private ApplicationNode? onlyApplication;

    public Extents Grants { get; } = new();

    /// <summary>Rows of grants that scans do not find.</summary>
    public ref ShortList HiddenGrants => ref hidden;

    /// <summary>Conferrals whose holders have this entitlement too.</summary>
    public Extents Incoming { get; } = new();

    /// <summary>Position that last added or changed one of these, told before it does.</summary>
    public int ConferralChange
    {
        get => Volatile.Read(ref conferralChange);
        set => Volatile.Write(ref conferralChange, value);
    }

    /// <summary>What confers it, as readers found it; any of them may leave it here for others.</summary>
    public KnownPaths.Entry? KnownPaths
    {
        get => Volatile.Read(ref knownPaths);
        set => Volatile.Write(ref knownPaths, value);
    }

    /// <summary>Records what it belongs to from an instant on.</summary>
    public void Place(Instant from, ApplicationNode application, in Mark mark)
    {
        OnlyApplication = Placements.Published.IsEmpty ? application : null;
        Placements.Add(new(from, application.Ordinal, mark));
    }

    /// <summary>After it was restored.</summary>
    public void FindApplication(Names<ApplicationNode> applications) =>
        OnlyApplication = Placements.Published is [var placement] ? applications[placement.Application] : null;

    /// <summary>Rows of conferrals of what holders of this entitlement have too.</summary>
    public ref ShortList Outgoing => ref outgoing;

    public ref FewRecords<PlacementRecord> Placements => ref placements;

    /// <summary>Its application, while it never had another.</summary>
    public ApplicationNode? OnlyApplication
    {
        get => Volatile.Read(ref onlyApplication);
        private set => Volatile.Write(ref onlyApplication, value);
    }

    public ref FewRecords<RetirementRecord> Retirements => ref retirements;

    protected override void SaveLists(PageWriter to)
    {
        Grants.Save(to);
        Incoming.Save(to);
        hidden.Save(to);
        outgoing.Save(to);
        placements.Save(to);
        retirements.Save(to);
    }

    protected override void LoadLists(PageReader from)
    {
        Grants.Load(from);
        Incoming.Load(from);
        hidden = from.LoadList();
        outgoing = from.LoadList();
        placements.Load(from);
        retirements.Load(from);
    }
}

internal readonly record struct GovernedRecord(Instant From, Mark Mark);

internal sealed class ApplicationNode(string id, int ordinal) : Node(id, ordinal)
{
    private FewRecords<GovernedRecord> governed;

    /// <summary>What was told of it last; any reader may leave it here for others.</summary>
    public Coverage? LatestCoverage { get; set; }

    public ref FewRecords<GovernedRecord> Governed => ref governed;

    protected override void SaveLists(PageWriter to) => governed.Save(to);

    protected override void LoadLists(PageReader from) => governed.Load(from);
}
