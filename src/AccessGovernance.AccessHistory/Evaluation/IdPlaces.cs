using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// The places of nodes in the order of their ids, so that many rows are sorted by numbers. Found when first asked for, and again once there
/// are more nodes. Thread-safe; two who ask at once may both find them.
/// </summary>
internal sealed class IdPlaces<TNode>(Names<TNode> names) where TNode : Node
{
    private int[] places = [];

    /// <summary>By ordinal, for every node that there was before the call.</summary>
    public int[] Present
    {
        get
        {
            var count = names.Count;
            var known = Volatile.Read(ref places);
            if (known.Length >= count)
                return known;
            known = Find(count);
            Volatile.Write(ref places, known);
            return known;
        }
    }

    private int[] Find(int count)
    {
        var (ids, ordinals) = (new string[count], new int[count]);
        for (var i = 0; i < count; i++)
            (ids[i], ordinals[i]) = (names[i].Id, i);
        Array.Sort(ids, ordinals, IdOrder.Instance);
        var found = new int[count];
        for (var i = 0; i < count; i++)
            found[ordinals[i]] = i;
        return found;
    }
}
