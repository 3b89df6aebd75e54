using AccessGovernance.Domain;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory.Checkpoints;

/// <summary>
/// The index as a file, so that a start need not read the whole history. It names the store and the position that it is of, is written
/// aside and renamed, and carries a checksum for every page: a file that is missing, old, foreign, ahead of the history or damaged is
/// passed over, and the index is made from the log. One saver at a time.
/// </summary>
/// <param name="path">The file; its directory exists.</param>
public sealed class IndexCheckpoint(string path)
{
    private const long Magic = 0x5845444E49474141;

    /// <summary>To be raised with every change of what is written, and of what the rows mean.</summary>
    private const int Version = 12;

    /// <summary>Why there was no index in the file, if there was none, or why it could not be saved last time.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The index of the file if it belongs to the log, else an empty one. Reads at most one event of the log.</summary>
    public async Task<HistoryIndex> LoadOrNew(IEventLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        // None was saved yet.
        if (!Path.Exists(path))
            return new HistoryIndex();
        try
        {
            var (index, last) = Load(log.StoreId);
            if (await IsIn(log, last, cancellation))
                return index;
            Trouble = "It is of another history than the log's.";
        }
        // Whatever is wrong with the file, the log has everything.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Trouble = e.Message;
        }
        return new HistoryIndex();
    }

    /// <summary>Saves an index, on the thread that applies events to it and between two batches; a failure leaves the file as it was.</summary>
    /// <returns>False when it could not be saved; <see cref="Trouble"/> says why.</returns>
    public bool TrySave(HistoryIndex index, Guid store)
    {
        ArgumentNullException.ThrowIfNull(index);
        var aside = path + ".new";
        try
        {
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1))
            {
                Write(index, store, file);
                file.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
            Trouble = null;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble = e.Message;
            Discard(aside);
            return false;
        }
    }

    // Half a file is of no use to anybody, least of all on a full disk.
    private void Discard(string aside)
    {
        try
        {
            File.Delete(aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble += " " + e.Message;
        }
    }

    private static void Write(HistoryIndex index, Guid store, FileStream file)
    {
        var pages = new PageWriter(file);
        pages.Long(Magic);
        pages.Int(Version);
        pages.Items([store]);
        pages.Long(index.LastApplied.Position);
        pages.Text(index.LastApplied.Stream);
        pages.Long(index.LastApplied.Revision);
        pages.Long(index.LastApplied.Stamp.Milliseconds);
        index.Save(pages);
        pages.Finish();
    }

    private (HistoryIndex Index, AppliedEvent Last) Load(Guid store)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var pages = new PageReader(file);
        if (pages.Long() != Magic || pages.Int() != Version)
            throw new InvalidDataException("It is of another kind or version.");
        var of = Guid.Empty;
        pages.Items(new Span<Guid>(ref of));
        if (of != store)
            throw new InvalidDataException($"It is of the store {of}.");
        var last = new AppliedEvent(pages.Long(), pages.Text(), pages.Long(), new Instant(pages.Long()));
        var index = new HistoryIndex();
        index.Load(pages, last);
        pages.Finish();
        return (index, last);
    }

    // A log that was restored from a backup may be shorter than the checkpoint, or have gone on otherwise.
    private static async Task<bool> IsIn(IEventLog log, AppliedEvent last, CancellationToken cancellation)
    {
        await foreach (var page in log.ReadAll(last.Position - 1, cancellation))
        {
            var recorded = page[0];
            return recorded.Position == last.Position && recorded.Stream == last.Stream && recorded.Revision == last.Revision
                && recorded.Stamp == last.Stamp;
        }
        return false;
    }
}
