using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// A state of knowledge for "ever": rows known to their sources at a time, and our own facts up to a position. Rows of one source time
/// become known together, before our own facts of the same millisecond; our own facts with the end of their batch.
/// </summary>
internal readonly record struct Moment(long Time, long Own) : IComparable<Moment>
{
    public int CompareTo(Moment other) => Time != other.Time ? Time.CompareTo(other.Time) : Own.CompareTo(other.Own);

    public Visibility SeenIn(HistoryIndex index, long read) => Visibility.BySource(index.Imports, Own, Time, read);
}

/// <summary>The moments after an instant at which knowledge of some facts changed, up to a read position.</summary>
internal sealed class Moments(HistoryIndex index, Instant since, long read)
{
    private readonly SortedSet<Moment> changes = [];

    /// <summary>The state of knowledge at the instant itself.</summary>
    public Moment First { get; } = new(since.Milliseconds, index.Clock.KnownAt(since.Milliseconds, read));

    /// <summary>The first state of knowledge and those after the changes, in order.</summary>
    public IEnumerable<Moment> All => changes.Prepend(First);

    public void AddVersions(IEnumerable<FactVersion> versions)
    {
        foreach (var version in versions)
            Add(version.Mark);
    }

    public void AddStatus(IdentityNode identity)
    {
        foreach (var record in identity.Status)
            Add(record.Mark);
    }

    public void AddAll(Moments other) => changes.UnionWith(other.changes);

    private void Add(in Mark mark)
    {
        if (mark.Position > read)
            return;
        var moment = mark.Imported ? OfImported(index.Imports.SourceTimeAt(mark.Position)) : OfOwn(mark.Position);
        if (moment.CompareTo(First) > 0)
            changes.Add(moment);
    }

    private Moment OfOwn(long position)
    {
        var end = index.Clock.BatchEndOf(position);
        return new(index.Clock.TimeAt(end).Milliseconds, end);
    }

    private Moment OfImported(long sourceTime) => new(sourceTime, index.Clock.KnownAt(sourceTime - 1, read));
}
