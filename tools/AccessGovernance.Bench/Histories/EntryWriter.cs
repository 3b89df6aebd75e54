using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Histories;

/// <summary>Gives events what a log would give them: positions, revisions, stamps, and the ends of batches.</summary>
internal sealed class EntryWriter(Dice dice)
{
    private static readonly string[] Actors = [.. Enumerable.Range(0, 40).Select(n => $"identities/provisioning-{n:D2}")];

    private readonly List<HistoryEntry> batch = [];
    private long position;
    private long conferralRevision;

    /// <summary>The writer's clock. Never set back.</summary>
    public Instant Now { get; set; } = HistoryShape.Begin;

    /// <summary>The first event of a stream.</summary>
    public void Once(string stream, DomainEvent what) => Write(stream, 0, what);

    public void Conferral(ConferralEvent what) => Write(StreamNames.Conferrals, conferralRevision++, what);

    public void Write(string stream, long revision, DomainEvent what) => batch.Add(new HistoryEntry
    {
        Position = ++position,
        Stream = stream,
        Revision = revision,
        Stamp = Now,
        EndsBatch = false,
        Import = null,
        What = what,
        Actor = Actors[dice.Below(Actors.Length)],
    });

    /// <summary>Hands over what was written since the last time, as one batch.</summary>
    public void EndBatch(List<HistoryEntry> into)
    {
        if (batch.Count == 0)
            return;
        batch[^1] = batch[^1] with { EndsBatch = true };
        into.AddRange(batch);
        batch.Clear();
    }
}
