namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Values that repeat, by ordinal. One writer, any number of readers.</summary>
internal sealed class Interned<T> where T : notnull
{
    private readonly Dictionary<T, int> ordinals = [];
    private readonly Column<T> values = new();
    private T? last;
    private int lastOrdinal = -1;

    public T this[int ordinal] => values[ordinal];

    public int Count => values.Count;

    public int Intern(T value)
    {
        if (lastOrdinal >= 0 && EqualityComparer<T>.Default.Equals(last!, value))
            return lastOrdinal;
        if (!ordinals.TryGetValue(value, out var ordinal))
            ordinals[value] = ordinal = values.Add(value);
        (last, lastOrdinal) = (value, ordinal);
        return ordinal;
    }
}
