using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Counts holders, grants and revocations bucket by bucket, over one entitlement or several. Not thread-safe.</summary>
internal sealed class TrendFinding(View view, IReadOnlyList<Period> buckets)
{
    private const int BitsPerWord = 64;

    private readonly long[] grants = new long[buckets.Count];
    private readonly long[] revocations = new long[buckets.Count];

    // Per identity one bit for each bucket at whose end it held something that counts.
    private readonly Dictionary<int, ulong[]> holding = [];

    private Period Hull => new(buckets[0].From, buckets[^1].Until);

    /// <param name="counts">The instants at which the entitlement counts.</param>
    public void Add(EntitlementNode entitlement, Func<Instant, bool> counts)
    {
        AddHolders(entitlement, counts);
        AddGrants(entitlement, counts);
    }

    public List<TrendBucket> Buckets(Func<Instant, bool> covered)
    {
        var holders = new long[buckets.Count];
        foreach (var bits in holding.Values)
        {
            for (var i = 0; i < holders.Length; i++)
                holders[i] += (long)(bits[i / BitsPerWord] >> (i % BitsPerWord)) & 1;
        }
        var answer = new List<TrendBucket>(buckets.Count);
        for (var i = 0; i < holders.Length; i++)
            answer.Add(new TrendBucket(buckets[i], holders[i], grants[i], revocations[i], covered(LastOf(i))));
        return answer;
    }

    private void AddHolders(EntitlementNode entitlement, Func<Instant, bool> counts)
    {
        foreach (var holder in Holders.Find(view, entitlement, Holders.PathsTo(view, entitlement, Hull)))
        {
            foreach (var span in holder.Spans)
                Mark(holder.Identity.Ordinal, span, counts);
        }
    }

    private void Mark(int identity, Period span, Func<Instant, bool> counts)
    {
        for (var i = BucketOf(span.From); i < buckets.Count && LastOf(i) < span.Until; i++)
        {
            if (LastOf(i) < span.From || !counts(LastOf(i)))
                continue;
            ref var bits = ref CollectionsMarshal.GetValueRefOrAddDefault(holding, identity, out _);
            bits ??= new ulong[(buckets.Count + BitsPerWord - 1) / BitsPerWord];
            bits[i / BitsPerWord] |= 1UL << (i % BitsPerWord);
        }
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
        if (Hull.Contains(at) && counts(at))
            into[BucketOf(at)]++;
    }

    // The last bucket that begins at or before an instant; the first one where none does.
    private int BucketOf(Instant at)
    {
        var (low, high) = (0, buckets.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (buckets[middle].From <= at)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    private Instant LastOf(int bucket) => new(buckets[bucket].Until.Milliseconds - 1);
}
