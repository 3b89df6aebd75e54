using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Counts holders, grants and revocations bucket by bucket, over one entitlement or several. Not thread-safe.</summary>
internal sealed class TrendFinding(View view, BucketAxis axis)
{
    private readonly long[] grants = new long[axis.Count];
    private readonly long[] revocations = new long[axis.Count];

    /// <summary>Identities by their ordinals, at whose buckets' ends they held something that counts.</summary>
    public BucketMarks<int> Holding { get; } = new(axis);

    /// <param name="counts">The instants at which the entitlement counts.</param>
    public void Add(EntitlementNode entitlement, Func<Instant, bool> counts)
    {
        foreach (var holder in Holders.Find(view, entitlement, Holders.PathsTo(view, entitlement, axis.Hull)))
            Holding.Mark(holder.Identity.Ordinal, holder.Spans, counts);
        AddGrants(entitlement, counts);
    }

    public List<TrendBucket> Buckets(Func<Instant, bool> covered)
    {
        var holders = Holding.Counts();
        var answer = new List<TrendBucket>(axis.Count);
        for (var i = 0; i < holders.Length; i++)
            answer.Add(new TrendBucket(axis[i], holders[i], grants[i], revocations[i], covered(axis.LastOf(i))));
        return answer;
    }

    private void AddGrants(EntitlementNode entitlement, Func<Instant, bool> counts)
    {
        var direct = new DirectGrants(view.Index);
        using var rows = RowBuffer.Rent();
        DirectGrants.AddAll(entitlement, rows);
        foreach (var grant in rows.Span)
        {
            var status = view.StatusOf(direct.HolderOf(grant));
            if (!view.TryGrant(grant, status, out var version) || version.Validity.IsEmpty)
                continue;
            Count(grants, version.Validity.From, counts);
            Count(revocations, version.Validity.Until, counts);
        }
    }

    private void Count(long[] into, Instant at, Func<Instant, bool> counts)
    {
        if (axis.Hull.Contains(at) && counts(at))
            into[axis.BucketOf(at)]++;
    }
}
