namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>All that conferrals lead to from some entitlements, at whatever time, whoever knows: bounds what can matter.</summary>
internal sealed class Closure
{
    private readonly HashSet<int> nodes = [];
    private readonly List<int> edges = [];

    public Closure(HistoryIndex index, IEnumerable<int> starts, Direction direction)
    {
        var pending = new Queue<int>();
        foreach (var start in starts)
        {
            if (nodes.Add(start))
                pending.Enqueue(start);
        }
        while (pending.TryDequeue(out var node))
        {
            var entitlement = index.Entitlements[node];
            foreach (var edge in (direction == Direction.Incoming ? entitlement.Incoming : entitlement.Outgoing).Published)
            {
                edges.Add(edge);
                var next = direction == Direction.Incoming ? index.Conferrals[edge].Subject : index.Conferrals[edge].Object;
                if (nodes.Add(next))
                    pending.Enqueue(next);
            }
        }
    }

    public IReadOnlySet<int> Nodes => nodes;

    public IReadOnlyList<int> Edges => edges;
}
