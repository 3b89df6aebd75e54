using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// Every access fact of the history in memory, on both clocks. One writer applies events in log order; readers never lock and see whole
/// batches only, because they look at nothing past the published position. Nothing is overwritten.
/// </summary>
public sealed partial class HistoryIndex
{
    // Causes that name one request each repeat never: looking for them would only cost time.
    private const int RememberedCauses = 4_096;

    private readonly Dictionary<string, StreamPlace> streams = new(StringComparer.Ordinal);
    private readonly Interned<Guid> blockIds = new(int.MaxValue);
    private StreamPlace lastStream = new("");
    private long applied;
    private bool broken;
    private long published;

    internal Names<IdentityNode> Identities { get; } = new((id, ordinal) => new IdentityNode(id, ordinal));

    internal Names<EntitlementNode> Entitlements { get; } = new((id, ordinal) => new EntitlementNode(id, ordinal));

    internal Names<PersonNode> Persons { get; } = new((id, ordinal) => new PersonNode(id, ordinal));

    internal Names<ApplicationNode> Applications { get; } = new((id, ordinal) => new ApplicationNode(id, ordinal));

    internal FactStore Grants { get; } = new();

    internal FactStore Conferrals { get; } = new();

    internal FactStore Links { get; } = new();

    internal RecordingClock Clock { get; } = new();

    internal Column<ImportMark> Imports { get; } = new();

    internal Column<ImportBlock> Blocks { get; } = new();

    internal Interned<string> Actors { get; } = new(int.MaxValue);

    internal Interned<Cause> Causes { get; } = new(RememberedCauses);

    /// <summary>The last visible position, always the end of a batch, with its recording time; 0 when there is none.</summary>
    public LogHead Head
    {
        get
        {
            var position = Volatile.Read(ref published);
            return new LogHead(position, Clock.TimeAt(position));
        }
    }

    /// <summary>
    /// Applies the next event; a batch becomes visible with its last one. An event that was applied before is passed over. One caller at
    /// a time. After an exception the index stays at its last whole batch and takes no more.
    /// </summary>
    /// <exception cref="HistoryFaultException">A gap; an unknown event or a change of an unknown fact, and always after one.</exception>
    public void Apply(in HistoryEntry entry)
    {
        if (entry.Position <= applied)
            return;
        if (broken)
            throw new HistoryFaultException(entry.Position, $"the event at {applied + 1} could not be recorded before.");
        if (entry.Position != applied + 1)
            throw new HistoryFaultException(entry.Position, $"a gap: the last event applied is at {applied}.");
        var place = PlaceOf(entry.Stream);
        if (entry.Revision != place.NextRevision)
        {
            throw new HistoryFaultException(entry.Position,
                $"a gap in its stream: revision {entry.Revision} where {place.NextRevision} was due.");
        }

        // Until the event is recorded whole, the index can take no other.
        broken = true;
        Record(entry, place);
        broken = false;
        Clock.Append(entry.Stamp, entry.EndsBatch);
        place.NextRevision++;
        applied = entry.Position;
        if (entry.EndsBatch)
            Volatile.Write(ref published, applied);
    }

    private StreamPlace PlaceOf(string stream)
    {
        if (stream == lastStream.Name)
            return lastStream;
        if (!streams.TryGetValue(stream, out var place))
            streams[stream] = place = NewPlace(stream);
        return lastStream = place;
    }

    private StreamPlace NewPlace(string stream) => new(stream)
    {
        Identity = StreamNames.IdentityOf(stream) is { } identity ? Identities.Intern(identity.Value) : null,
        Entitlement = StreamNames.EntitlementOf(stream) is { } entitlement ? Entitlements.Intern(entitlement.Value) : null,
        Application = StreamNames.ApplicationOf(stream) is { } application ? Applications.Intern(application.Value) : null,
    };

    /// <summary>What a stream is about, and the revision that is due.</summary>
    private sealed class StreamPlace(string name)
    {
        public string Name { get; } = name;
        public IdentityNode? Identity { get; init; }
        public EntitlementNode? Entitlement { get; init; }
        public ApplicationNode? Application { get; init; }
        public long NextRevision { get; set; }
    }
}
