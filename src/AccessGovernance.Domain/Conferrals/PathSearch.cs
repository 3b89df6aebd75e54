namespace AccessGovernance.Domain.Conferrals;

/// <summary>How far paths reach from a node: the longest path in edges, and whether the target lies on one.</summary>
internal readonly record struct Reach(bool FoundTarget, int Depth);

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
                return new(true, at.Depth);
            deepest = Math.Max(deepest, at.Depth);
            if (at.Depth > ConferralGraph.MaxDepth || !IsNews(at.Node, at.During, at.Depth))
                continue;
            foreach (var id in adjacency.GetValueOrDefault(at.Node) ?? [])
            {
                var edge = edges[id];
                var shared = edge.Validity.Intersect(at.During);
                if (edge.Holds && !shared.IsEmpty)
                    pending.Push((next(edge), shared, at.Depth + 1));
            }
        }
        return new(false, deepest);
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
