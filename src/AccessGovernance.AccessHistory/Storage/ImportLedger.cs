using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain.Imports;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Provenance of one imported row: the source's recording time in milliseconds, the block's ordinal, the row.</summary>
internal readonly record struct ImportMark(long SourceTime, int Block, long Row);

/// <summary>One imported file.</summary>
internal sealed record ImportBlock(Guid Block, string? Source, string? FileHash);

/// <summary>
/// Provenance of imported positions, kept by runs of positions of one block, so that neither block nor position is stored for a row. One
/// writer, readers up to a published position.
/// </summary>
internal sealed class ImportLedger
{
    private readonly Column<Run> runs = new();
    private readonly PackedColumn times = new();
    private readonly PackedColumn rows = new();
    private readonly Dictionary<Guid, int> ordinals = [];
    private readonly Column<ImportBlock> blocks = new();
    private int lastPosition;

    public long Bytes => runs.Bytes + times.Bytes + rows.Bytes;

    public ImportBlock Block(int ordinal) => blocks[ordinal];

    /// <summary>Provenance of a position that was imported.</summary>
    public ImportMark At(long position)
    {
        ref var run = ref runs[RunOf(position)];
        var index = run.Index + (int)(position - run.First);
        return new ImportMark(times[index], run.Block, rows[index]);
    }

    public long SourceTimeAt(long position)
    {
        ref var run = ref runs[RunOf(position)];
        return times[run.Index + (int)(position - run.First)];
    }

    public void Add(long position, ImportedRow row)
    {
        var block = OrdinalOf(row.Block);
        if (runs.Count == 0 || position != lastPosition + 1 || runs[runs.Count - 1].Block != block)
            runs.Add(new Run { First = (int)position, Index = times.Count, Block = block });
        lastPosition = (int)position;
        times.Add(row.SourceRecordedAt.Milliseconds);
        rows.Add(row.Row);
    }

    /// <summary>Says where a block comes from.</summary>
    public void Name(Guid block, string source, string fileHash) => blocks[OrdinalOf(block)] = new ImportBlock(block, source, fileHash);

    public void Save(PageWriter to)
    {
        runs.Save(to);
        times.Save(to);
        rows.Save(to);
        to.Int(lastPosition);
        to.Int(blocks.Count);
        for (var i = 0; i < blocks.Count; i++)
        {
            to.Items([blocks[i].Block]);
            to.Text(blocks[i].Source ?? "");
            to.Text(blocks[i].FileHash ?? "");
        }
    }

    public void Load(PageReader from)
    {
        runs.Load(from);
        times.Load(from);
        rows.Load(from);
        lastPosition = from.Int();
        for (var left = from.Count(); left > 0; left--)
        {
            var id = Guid.Empty;
            from.Items(new Span<Guid>(ref id));
            var (source, hash) = (from.Text(), from.Text());
            // A block has a source once its start is known.
            blocks[OrdinalOf(id)] = source.Length == 0 ? new ImportBlock(id, null, null) : new ImportBlock(id, source, hash);
        }
    }

    private int OrdinalOf(Guid block)
    {
        if (!ordinals.TryGetValue(block, out var ordinal))
            ordinals[block] = ordinal = blocks.Add(new ImportBlock(block, null, null));
        return ordinal;
    }

    private int RunOf(long position)
    {
        int low = 0, high = runs.Count - 1;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (runs[middle].First <= position)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    private struct Run
    {
        public int First;
        public int Index;
        public int Block;
    }
}
