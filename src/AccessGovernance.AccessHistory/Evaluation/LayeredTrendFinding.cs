using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Counts bucket by bucket who held by what was decided, who was seen with it, and who both. Not thread-safe.</summary>
internal sealed class LayeredTrendFinding(View view, BucketAxis axis)
{
    private readonly BucketMarks<string> identities = new(axis);
    private readonly BucketMarks<string> accounts = new(axis);

    public TrendFinding Entitled { get; } = new(view, axis);

    /// <param name="counts">The instants at which what was seen counts.</param>
    public void AddSeen(IEnumerable<ObservedHolding> seen, Func<Instant, bool> counts)
    {
        foreach (var holding in seen)
            (holding.Identity is null ? accounts : identities).Mark(holding.Holder, holding.Spans, counts);
    }

    /// <param name="covered">Whether what was decided is known at an instant.</param>
    /// <param name="reported">Whether what was seen is.</param>
    public List<LayeredBucket> Buckets(AccessLayer layer, Func<Instant, bool> covered, Func<Instant, bool> reported)
    {
        var (seen, unowned) = (identities.Counts(), accounts.Counts());
        var both = identities.CountsWith(Entitled.Holding, id => view.Index.Identities.Find(id)?.Ordinal);
        return
        [
            .. Entitled.Buckets(covered).Select((b, i) =>
            {
                var entitled = layer == AccessLayer.Observed ? both[i] : b.Holders;
                return new LayeredBucket(b, seen[i] + entitled - both[i], entitled, seen[i], unowned[i], reported(axis.LastOf(i)));
            }),
        ];
    }
}
