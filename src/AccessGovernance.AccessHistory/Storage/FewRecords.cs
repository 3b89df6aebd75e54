namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// A list that hardly grows: an array without room to spare, made anew for each item. One writer; readers take <see cref="Published"/>,
/// which never changes under them. To be held in a field of its owner and never copied.
/// </summary>
internal struct FewRecords<T>
{
    private T[]? items;

    /// <summary>What was added so far, in order.</summary>
    public readonly ReadOnlySpan<T> Published => Volatile.Read(in items);

    public void Add(in T item) => Volatile.Write(ref items, [.. Published, item]);

    /// <summary>Takes over all items at once.</summary>
    public void Set(T[] all) => Volatile.Write(ref items, all.Length == 0 ? null : all);
}
