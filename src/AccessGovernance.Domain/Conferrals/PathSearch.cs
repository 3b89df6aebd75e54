namespace AccessGovernance.Domain.Conferrals;

/// <summary>How far paths reach from a node: whether the target lies on one, and the depths in edges, with the instants of each.</summary>
internal sealed record Reach(bool FoundTarget, int Depth, IReadOnlyList<(Period During, int Depth)> Places)
{
    /// <summary>The longest path, in edges, that goes up, over one more edge, and down, and whose edges all share an instant.</summary>
    public static int LongestThrough(Reach up, Reach down)
    {
        var bound = up.Depth + 1 + down.Depth;
        if (bound <= ConferralGraph.MaxDepth)
            return bound;
        var longest = 0;
        foreach (var above in up.Places)
        {
            foreach (var below in down.Places)
            {
                var length = above.Depth + 1 + below.Depth;
                if (length > longest && above.During.Overlaps(below.During))
                    longest = length;
            }
        }
        return longest;
    }
}

/// <summary>
/// Follows edges in one direction along paths whose edges all share an instant. A node is entered again only with instants that it was
/// not entered with at that depth before, so that diamonds do not multiply.
/// </summary>
internal sealed class PathSearch(
    Dictionary<Guid, Conferral> edges, Dictionary<EntitlementId, List<Guid>> adjacency, Func<Conferral, EntitlementId> next)
{
    private readonly Dictionary<EntitlementId, List<(Period Seen, int Depth)>> visited = [];

    public Reach Explore(EntitlementId start, Period during, EntitlementId? target)
    {
        var deepest = 0;
        var pending = new Stack<(EntitlementId Node, Period During, int Depth)>([(start, during, 0)]);
        while (pending.TryPop(out var at))
        {
            if (at.Node == target)
                return new(true, at.Depth, []);
            deepest = Math.Max(deepest, at.Depth);
            if (!IsNews(at.Node, at.During, at.Depth) || at.Depth > ConferralGraph.MaxDepth)
                continue;
            foreach (var id in adjacency.GetValueOrDefault(at.Node) ?? [])
            {
                var edge = edges[id];
                var shared = edge.Validity.Intersect(at.During);
                if (edge.Holds && !shared.IsEmpty)
                    pending.Push((next(edge), shared, at.Depth + 1));
            }
        }
        return new(false, deepest, [.. visited.Values.SelectMany(places => places)]);
    }

    private bool IsNews(EntitlementId node, Period during, int depth)
    {
        if (!visited.TryGetValue(node, out var seen))
            visited[node] = seen = [];
        foreach (var (period, at) in seen)
        {
            if (at >= depth && period.Contains(during))
                return false;
        }
        seen.Add((during, depth));
        return true;
    }
}
