namespace AccessGovernance.AccessHistory.Storage;

/// <summary>A short list that only grows. One writer; readers take <see cref="Published"/>, which never changes under them.</summary>
internal sealed class Postings<T>
{
    private T[] items = [];
    private int count;

    /// <summary>What was added so far, in order.</summary>
    public ReadOnlySpan<T> Published
    {
        get
        {
            // The count first: an array read after it holds at least that many items.
            var published = Volatile.Read(ref count);
            return Volatile.Read(ref items).AsSpan(0, published);
        }
    }

    public bool IsEmpty => Volatile.Read(ref count) == 0;

    public void Add(in T item)
    {
        if (count == items.Length)
        {
            var larger = new T[Math.Max(1, items.Length * 2)];
            items.CopyTo(larger, 0);
            Volatile.Write(ref items, larger);
        }
        items[count] = item;
        Volatile.Write(ref count, count + 1);
    }
}
