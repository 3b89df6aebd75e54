using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Observed;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// Every access fact of the history in memory, on both clocks. One writer applies events in log order; readers never lock and see whole
/// batches only, because they look at nothing past the published position. Nothing is overwritten.
/// </summary>
public sealed partial class HistoryIndex
{
    /// <summary>Positions are kept in 32 bits, rows and changes too: a history that is longer is refused, which nobody's memory holds anyway.</summary>
    public const long MaxPosition = int.MaxValue - 1;

    private readonly StreamPlaces streams;
    private readonly PackedColumn actorAt = new();

    // Of each position 0 for nobody, else the number of a name from 1 on: most blocks take no bit.
    private readonly PackedColumn behalfAt = new();
    private readonly Interned<string> behalves = new();
    private long applied;
    private AppliedEvent lastApplied = new(0, "", 0, default);
    private bool broken;
    private long published;
    private int lastConferral;

    public HistoryIndex()
    {
        (streams, KnownPaths) = (new StreamPlaces(this), new KnownPaths(this));
        (Persons, conferralRows) = (new Persons(Links), new RowsById(Conferrals));
        CauseKinds = new CauseKinds(Grants, Causes);
    }

    /// <summary>The last position that it takes; less than <see cref="MaxPosition"/> to try what happens there.</summary>
    internal long LastPosition { get; init; } = MaxPosition;

    internal Names<IdentityNode> Identities { get; } = new((id, ordinal) => new IdentityNode(id, ordinal));

    internal Names<EntitlementNode> Entitlements { get; } = new((id, ordinal) => new EntitlementNode(id, ordinal));

    internal Persons Persons { get; }

    internal Names<ApplicationNode> Applications { get; } = new((id, ordinal) => new ApplicationNode(id, ordinal));

    /// <summary>Grants by entitlement; their subjects are identities.</summary>
    internal FactTable Grants { get; } = new();

    /// <summary>Conferrals by the entitlement that is conferred; their subjects are the entitlements that confer it.</summary>
    internal FactTable Conferrals { get; } = new();

    internal LinkTable Links { get; } = new();

    internal PlainLinks PlainLinks { get; } = new();

    internal SuspensionTimes Suspensions { get; } = new();

    /// <summary>Rows of grants that scans do not find, all and in the order of hiding; each is listed with its entitlement too.</summary>
    internal Postings<HiddenGrant> HiddenGrants { get; } = new();

    internal RecordingClock Clock { get; } = new();

    internal ImportLedger Imports { get; } = new();

    internal Interned<string> Actors { get; } = new();

    internal Causes Causes { get; } = new();

    /// <summary>Of grants, what readers found by them.</summary>
    internal CauseKinds CauseKinds { get; }

    internal KnownPaths KnownPaths { get; }

    /// <summary>What target systems reported.</summary>
    internal ObservedLayer Observed { get; } = new();

    /// <summary>Position of the last event about a conferral, told before it is applied.</summary>
    internal int LastConferral => Volatile.Read(ref lastConferral);

    /// <summary>The last visible position, always the end of a batch, with its recording time; 0 when there is none.</summary>
    public LogHead Head
    {
        get
        {
            var position = Volatile.Read(ref published);
            return new LogHead(position, Clock.TimeAt(position));
        }
    }

    /// <summary>How much the index holds, and about how much memory that takes. Cheap enough to ask every second.</summary>
    public IndexFigures Figures => new()
    {
        Grants = Grants.Count,
        Conferrals = Conferrals.Count,
        Links = Links.Count,
        Observations = Observed.Facts,
        ChangesAside = Grants.StoryCount + Conferrals.StoryCount,
        Identities = Identities.Count,
        Entitlements = Entitlements.Count,
        Bytes = Grants.Bytes + Conferrals.Bytes + Links.Bytes + Clock.Bytes + actorAt.Bytes + behalfAt.Bytes + Causes.Bytes + CauseKinds.Bytes + Imports.Bytes
            + KnownPaths.Bytes + PlainLinks.Bytes + Suspensions.Bytes + Identities.Bytes + Entitlements.Bytes + Persons.Bytes + Applications.Bytes
            + Observed.Bytes + conferralRows.Bytes + grantRowsBytes + ((long)(Grants.Count + Conferrals.Count) * sizeof(int)),
    };

    /// <summary>
    /// Applies the next event; a batch becomes visible with its last one. An event that was applied before is passed over. One caller at
    /// a time. After an exception the index stays at its last whole batch and takes no more.
    /// </summary>
    /// <exception cref="HistoryFaultException">
    /// A gap; an unknown event or a change of an unknown fact, and always after one; a position past <see cref="MaxPosition"/>.
    /// </exception>
    public void Apply(in HistoryEntry entry)
    {
        if (entry.Position <= applied)
            return;
        if (broken)
            throw new HistoryFaultException(entry.Position, $"the event at {applied + 1} could not be recorded before.");
        if (entry.Position != applied + 1)
            throw new HistoryFaultException(entry.Position, $"a gap: the last event applied is at {applied}.");
        if (entry.Position > LastPosition)
            throw new HistoryFaultException(entry.Position, $"the index holds no position past {LastPosition}.");
        var place = streams.Find(entry.Stream);
        if (entry.Revision != place.NextRevision)
        {
            throw new HistoryFaultException(entry.Position,
                $"a gap in its stream: revision {entry.Revision} where {place.NextRevision} was due.");
        }

        // Until the event is recorded whole, the index can take no other.
        broken = true;
        Record(entry, place);
        Clock.Append(entry.Stamp, entry.EndsBatch);
        actorAt.Add(Actors.Intern(entry.Actor));
        behalfAt.Add(entry.OnBehalfOf is { } behalf ? behalves.Intern(behalf) + 1 : 0);
        Causes.Append((entry.What as AccessGranted)?.Cause);
        place.Advance();
        applied = entry.Position;
        lastApplied = new(entry.Position, entry.Stream, entry.Revision, entry.Stamp);
        broken = false;
        if (entry.EndsBatch)
            Volatile.Write(ref published, applied);
    }

    /// <summary>For the thread that applies events.</summary>
    internal AppliedEvent LastApplied => lastApplied;

    /// <summary>Who asked for what a position recorded.</summary>
    internal string ActorAt(long position) => Actors[(int)actorAt[(int)position - 1]];

    /// <summary>Whom whoever asked for a grant, or a change of one, named; null for nobody.</summary>
    internal string? BehalfAt(long position) => behalfAt[(int)position - 1] is var number and > 0 ? behalves[(int)number - 1] : null;
}
