using AccessGovernance.AccessHistory.Storage;

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
            var known = edges.Count;
            if (direction == Direction.Incoming)
                AddIncoming(index.Entitlements[node]);
            else
                edges.AddRange(index.Entitlements[node].Outgoing.Published);
            for (var i = known; i < edges.Count; i++)
            {
                var next = direction == Direction.Incoming ? index.Conferrals.SubjectOf(edges[i]) : index.Conferrals.OwnerOf(edges[i]);
                if (nodes.Add(next))
                    pending.Enqueue(next);
            }
        }
    }

    public IReadOnlySet<int> Nodes => nodes;

    public IReadOnlyList<int> Edges => edges;

    private void AddIncoming(EntitlementNode entitlement)
    {
        foreach (var edge in entitlement.Incoming)
            edges.Add(edge);
    }
}
