using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// Answers who had access to what, at an instant or over a period, in a state of knowledge. Thread-safe; never waits for the writer, and
/// answers from whole batches only.
/// </summary>
public sealed partial class HistoryReader(HistoryIndex index)
{
    /// <summary>Everything visible now.</summary>
    public Reading Latest => Read(Knowledge.Latest);

    /// <summary>Finds a state of knowledge.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A position past the end of what is visible: wait for it first.</exception>
    public Reading Read(Knowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        var head = index.Head.Position;
        var read = knowledge.ReadPosition is { } asked ? BatchEnd(asked, head) : head;
        var own = knowledge switch
        {
            { Time: { } time } => index.Clock.KnownAt(time.Milliseconds, read),
            { Position: { } position } => BatchEnd(position, read),
            _ => read,
        };
        var seen = knowledge is { By: KnownBy.Source, Time: { } sourceTime }
            ? Visibility.BySource(index.Imports, own, sourceTime.Milliseconds, read)
            : Visibility.Ours(own);
        return new Reading(seen)
        {
            Position = own,
            RecordingTime = index.Clock.TimeAt(own),
            ReadPosition = read,
            Open = knowledge.Position is null && (knowledge.Time is not { } known || known >= index.Clock.TimeAt(read)),
            KnownBy = knowledge.By,
        };
    }

    private long BatchEnd(long position, long visible)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, visible);
        return index.Clock.BatchEndUpTo(position);
    }

    private View ViewOf(Reading reading) => new(index, reading.Seen);

    private EntitlementNode? Find(EntitlementId id, Reading reading) => Registered(index.Entitlements.Find(id.Value), reading);

    private IdentityNode? Find(IdentityId id, Reading reading) => Registered(index.Identities.Find(id.Value), reading);

    private PersonNode? Find(PersonId id, Reading reading) =>
        index.Persons.Find(id.Value) is { } person && person.IsRegisteredAt(reading.ReadPosition) ? person : null;

    private ApplicationNode? Find(AppId id, Reading reading) => Registered(index.Applications.Find(id.Value), reading);

    private static TNode? Registered<TNode>(TNode? node, Reading reading) where TNode : Node =>
        node is not null && node.IsRegisteredAt(reading.ReadPosition) ? node : null;
}
