using System.Collections.Concurrent;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Nodes of one kind by id and by ordinal. One writer, any number of readers.</summary>
internal sealed class Names<TNode>(Func<string, int, TNode> create) where TNode : Node
{
    private readonly ConcurrentDictionary<string, TNode> byId = new(1, 1_024, StringComparer.Ordinal);
    private readonly Column<TNode> byOrdinal = new();

    public int Count => byOrdinal.Count;

    public TNode this[int ordinal] => byOrdinal[ordinal];

    public TNode? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>The node of an id, made when it is new. For the writer only.</summary>
    public TNode Intern(string id)
    {
        if (byId.TryGetValue(id, out var node))
            return node;
        node = create(id, byOrdinal.Count);
        byOrdinal.Add(node);
        byId[id] = node;
        return node;
    }
}

/// <summary>Values that repeat, by ordinal. One writer, any number of readers.</summary>
/// <param name="remembered">How many are recognised when they repeat; further ones are kept each time they come.</param>
internal sealed class Interned<T>(int remembered) where T : notnull
{
    private readonly Dictionary<T, int> ordinals = [];
    private readonly Column<T> values = new();
    private T? last;
    private int lastOrdinal = -1;

    public T this[int ordinal] => values[ordinal];

    public int Intern(T value)
    {
        if (lastOrdinal >= 0 && EqualityComparer<T>.Default.Equals(last!, value))
            return lastOrdinal;
        if (!ordinals.TryGetValue(value, out var ordinal))
        {
            ordinal = values.Add(value);
            if (ordinals.Count < remembered)
                ordinals[value] = ordinal;
        }
        (last, lastOrdinal) = (value, ordinal);
        return ordinal;
    }
}
