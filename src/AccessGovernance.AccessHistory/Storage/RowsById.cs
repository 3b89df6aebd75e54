namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Finds rows of a table by the ids of their facts, at five to ten bytes a row. For the writer alone.</summary>
internal sealed class RowsById(FactTable facts)
{
    // Open addressing, at most seven eighths full: the row plus one; 0 is free.
    private int[] slots = new int[16];

    public int Count { get; private set; }

    public long Bytes => slots.LongLength * sizeof(int);

    /// <summary>The row of an id, or -1.</summary>
    public int Find(Guid id)
    {
        for (var at = PlaceOf(id); ; at = (at + 1) & (slots.Length - 1))
        {
            var row = slots[at] - 1;
            if (row < 0 || facts.IdOf(row) == id)
                return row;
        }
    }

    /// <summary>Adds a row whose id has none yet.</summary>
    public void Add(int row)
    {
        Count++;
        if (Count * 8L > slots.Length * 7L)
        {
            var smaller = slots;
            slots = new int[smaller.Length * 2];
            foreach (var known in smaller)
            {
                if (known != 0)
                    Enter(known - 1);
            }
        }
        Enter(row);
    }

    private void Enter(int row)
    {
        var at = PlaceOf(facts.IdOf(row));
        while (slots[at] != 0)
            at = (at + 1) & (slots.Length - 1);
        slots[at] = row + 1;
    }

    private int PlaceOf(Guid id) => id.GetHashCode() & (slots.Length - 1);
}
