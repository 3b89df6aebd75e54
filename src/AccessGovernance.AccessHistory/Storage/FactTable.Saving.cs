using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    public void Save(PageWriter to)
    {
        to.Int(count);
        to.Int(taken);
        to.Items<int>(freeRow);
        to.Items<int>(freeEnd);
        stories.Save(to);
        to.Int(chunks.Length);
        to.Items<int>(owners.AsSpan(0, chunks.Length * FactChunk.Size / Extents.Granule));
        foreach (var chunk in chunks)
            chunk.Save(to);
    }

    /// <summary>Restores a new table.</summary>
    public void Load(PageReader from)
    {
        count = from.Int();
        taken = from.Int();
        from.Items<int>(freeRow);
        from.Items<int>(freeEnd);
        stories.Load(from);
        chunks = new FactChunk[from.Count()];
        owners = new int[chunks.Length * (FactChunk.Size / Extents.Granule)];
        from.Items<int>(owners);
        for (var i = 0; i < chunks.Length; i++)
            (chunks[i] = new FactChunk()).Load(from);
    }
}
