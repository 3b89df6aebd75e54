using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Checkpoints;

/// <summary>Columns and lists of plain values in a checkpoint.</summary>
internal static class SavedColumns
{
    public static void Save<T>(this Column<T> column, PageWriter to) where T : unmanaged
    {
        to.Int(column.Count);
        foreach (var chunk in column.Chunks())
            to.Items<T>(chunk.Span);
    }

    /// <param name="column">A new one.</param>
    public static void Load<T>(this Column<T> column, PageReader from) where T : unmanaged
    {
        column.Reserve(from.Count());
        foreach (var chunk in column.Chunks())
            from.Items(chunk.Span);
    }

    public static void Save<T>(this Postings<T> list, PageWriter to) where T : unmanaged
    {
        to.Int(list.Published.Length);
        to.Items(list.Published);
    }

    public static void Load<T>(this Postings<T> list, PageReader from) where T : unmanaged
    {
        var items = new T[from.Count()];
        from.Items<T>(items);
        foreach (var item in items)
            list.Add(item);
    }

    public static void Save<T>(this in FewRecords<T> list, PageWriter to) where T : unmanaged
    {
        to.Int(list.Published.Length);
        to.Items(list.Published);
    }

    public static void Load<T>(this ref FewRecords<T> list, PageReader from) where T : unmanaged
    {
        var items = new T[from.Count()];
        from.Items<T>(items);
        list.Set(items);
    }

    public static void Save(this in ShortList list, PageWriter to)
    {
        to.Int(list.Count);
        to.Items(list.Published);
    }

    public static ShortList LoadList(this PageReader from)
    {
        var items = new int[from.Count()];
        from.Items<int>(items);
        return ShortList.Of(items);
    }
}
