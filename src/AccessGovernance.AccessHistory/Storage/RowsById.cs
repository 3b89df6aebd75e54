namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Finds rows of a table by the ids of their facts, at five to ten bytes a row. One writer, any number of readers.</summary>
internal sealed class RowsById(FactTable facts)
{
    // Open addressing, at most seven eighths full: the row plus one; 0 is free.
    private int[] slots = new int[16];

    public int Count { get; private set; }

    public long Bytes => slots.LongLength * sizeof(int);

    /// <summary>The row of an id, or -1.</summary>
    public int Find(Guid id)
    {
        var table = Volatile.Read(ref slots);
        for (var at = PlaceOf(id, table); ; at = (at + 1) & (table.Length - 1))
        {
            var row = Volatile.Read(ref table[at]) - 1;
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
            var larger = new int[slots.Length * 2];
            foreach (var known in slots)
            {
                if (known != 0)
                    Enter(known - 1, larger);
            }
            Volatile.Write(ref slots, larger);
        }
        Enter(row, slots);
    }

    private void Enter(int row, int[] table)
    {
        var at = PlaceOf(facts.IdOf(row), table);
        while (table[at] != 0)
            at = (at + 1) & (table.Length - 1);
        Volatile.Write(ref table[at], row + 1);
    }

    private static int PlaceOf(Guid id, int[] table) => id.GetHashCode() & (table.Length - 1);
}
