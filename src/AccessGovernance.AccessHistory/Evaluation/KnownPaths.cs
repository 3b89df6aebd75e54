using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// What confers the entitlements that were asked about, worked out for all of time and left with them until a conferral among it changes.
/// Any number of readers without locks.
/// </summary>
internal sealed class KnownPaths(HistoryIndex index)
{
    /// <summary>More conferring entitlements than this are not worth looking at all of time: they are found for the period asked about.</summary>
    private const int MaxOfOne = 1 << 13;

    /// <summary>Weight of everything that is kept, in conferring entitlements; beyond it all is dropped.</summary>
    private const int MaxKept = 1 << 20;

    /// <summary>What an entitlement weighs that little confers.</summary>
    private const int LeastWeight = 4;

    /// <summary>Memory of one conferring entitlement, about.</summary>
    private const int AboutBytes = 56;

    private int kept;

    /// <summary>Memory taken, about.</summary>
    public long Bytes => (long)Volatile.Read(ref kept) * AboutBytes;

    /// <summary>What confers an entitlement as the view has it, at instants of the period at least.</summary>
    public ConferringPaths To(View view, EntitlementNode asked, Period during)
    {
        // Everything that a reading contains was recorded before it was made.
        var graph = index.LastConferral;
        var known = asked.KnownPaths;
        if (!view.Seen.IsOurs || known is { Paths: null })
            return new(Holders.PathsTo(view, asked, during));
        if (known is not null && view.Seen.Own >= known.LastChange && IsStillSo(known, asked, graph))
            return known.Paths!;
        if (view.Seen.Own < graph)
            return new(Holders.PathsTo(view, asked, during));
        var paths = new ConferringPaths(Holders.PathsTo(view, asked, Period.Always));
        var last = paths.LastChange(index, asked);
        // What the writer is at now is not in the view.
        if (last <= graph)
            Keep(asked, known, new Entry(paths.Count > MaxOfOne ? null : paths, last) { CheckedAt = graph });
        return paths;
    }

    private bool IsStillSo(Entry known, EntitlementNode asked, int graph)
    {
        if (known.CheckedAt == graph)
            return true;
        if (known.Paths!.LastChange(index, asked) != known.LastChange)
            return false;
        known.CheckedAt = graph;
        return true;
    }

    private void Keep(EntitlementNode asked, Entry? before, Entry entry)
    {
        asked.KnownPaths = entry;
        if (Interlocked.Add(ref kept, entry.Weight - (before?.Weight ?? 0)) > MaxKept)
            DropAll();
    }

    private void DropAll()
    {
        for (var i = 0; i < index.Entitlements.Count; i++)
            index.Entitlements[i].KnownPaths = null;
        Volatile.Write(ref kept, 0);
    }

    /// <summary>What confers one entitlement, at any time.</summary>
    /// <param name="Paths">Null when that is too much to keep.</param>
    /// <param name="LastChange">Position since which it is so.</param>
    public sealed record Entry(ConferringPaths? Paths, int LastChange)
    {
        private int checkedAt;

        public int Weight => Math.Max(Paths?.Count ?? 0, LeastWeight);

        /// <summary>The last conferral event after which it was found to be so still. Any reader may move it, to whatever is true.</summary>
        public int CheckedAt
        {
            get => Volatile.Read(ref checkedAt);
            set => Volatile.Write(ref checkedAt, value);
        }
    }
}
