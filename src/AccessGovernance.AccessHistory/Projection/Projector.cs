using System.Runtime.InteropServices;
using System.Threading.Channels;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.AccessHistory.Projection;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory;

/// <summary>Why the projector stopped, for health.</summary>
/// <param name="Position">Position of the event that could not be handled; the last one handled where reading itself failed.</param>
public sealed record ProjectorFault(long Position, string Message);

/// <summary>
/// Follows the log into the index in log order: pages are read ahead and decoded side by side, applied one after the other, and become
/// visible in whole batches. Stops at the first event that it cannot handle and says so; it never skips one.
/// </summary>
public sealed class Projector(IEventLog log, Func<RecordedEvent, DomainEvent> decode, HistoryIndex index)
{
    /// <summary>Pages that are decoded or wait to be applied.</summary>
    public const int MaxPagesAhead = 3;

    /// <summary>So many events are worth a checkpoint, once the log is caught up with; at a stop a hundredth of them is.</summary>
    public const long EventsPerCheckpoint = 500_000;

    private readonly PositionWaiters waiters = new();
    private long savedAt = index.Head.Position;
    private ProjectorFault? fault;

    /// <summary>The last visible position, with its recording time.</summary>
    public LogHead Head => index.Head;

    /// <summary>Events that the log has and this index does not yet.</summary>
    public long LagPositions => Math.Max(0, log.Head.Position - index.Head.Position);

    /// <summary>Set once it has stopped because of the history or of the log.</summary>
    public ProjectorFault? Fault => Volatile.Read(ref fault);

    /// <summary>How much the index holds.</summary>
    public IndexFigures Figures => index.Figures;

    /// <summary>Where the index is saved now and then, between two pages and at a stop; null for nowhere.</summary>
    public IndexCheckpoint? Checkpoint { get; init; }

    /// <summary>How long ago the last visible event was recorded, while there are others that are not visible; else zero.</summary>
    public TimeSpan LagTime(Instant now) =>
        LagPositions == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, now.Milliseconds - Math.Max(0, Head.RecordingTime.Milliseconds)));

    /// <summary>Completes when a position is visible, at once if it is already; inside a batch, when the whole batch is.</summary>
    /// <exception cref="InvalidOperationException">The projector has stopped (see <see cref="Fault"/>), or too many wait.</exception>
    public ValueTask WaitFor(long position, CancellationToken cancellation) =>
        position <= index.Head.Position ? ValueTask.CompletedTask : new ValueTask(waiters.Wait(position, cancellation));

    /// <summary>Follows the log until cancelled; completes without an exception then, and after a fault. To be called once.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pages = Channel.CreateBounded<Task<DecodedPage>>(
            new BoundedChannelOptions(MaxPagesAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAhead(pages.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(stop.Token))
                Apply(await page);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            SaveAfter(EventsPerCheckpoint / 100);
            waiters.Stop(new OperationCanceledException("The projector was stopped.", cancellation));
        }
        // Whatever it is, the answer to it is the same: stop, keep what is visible, and say so.
        catch (Exception e)
        {
            var position = e is HistoryFaultException known ? known.Position : index.Head.Position;
            Volatile.Write(ref fault, new ProjectorFault(position, e.Message));
            waiters.Stop(e);
        }
        await stop.CancelAsync();
        await reading;
    }

    private async Task ReadAhead(ChannelWriter<Task<DecodedPage>> pages, CancellationToken cancellation)
    {
        try
        {
            await foreach (var page in log.Follow(index.Head.Position, cancellation))
                await pages.WriteAsync(Task.Run(() => Decode(page), CancellationToken.None), cancellation);
        }
        // Handed on to the applying side, which tells it in its turn.
        catch (Exception e)
        {
            pages.Complete(e);
        }
    }

    private DecodedPage Decode(IReadOnlyList<RecordedEvent> page)
    {
        var entries = new List<HistoryEntry>(page.Count);
        foreach (var recorded in page)
        {
            try
            {
                entries.Add(HistoryEntry.Of(recorded, decode(recorded)));
            }
            // What comes before it in the page is applied still, so that the fault stands where the history ends.
            catch (Exception e)
            {
                return new(entries, new HistoryFaultException(recorded.Position, $"'{recorded.Type}' cannot be decoded: {e.Message}", e));
            }
        }
        return new(entries, null);
    }

    private void Apply(DecodedPage page)
    {
        foreach (ref readonly var entry in CollectionsMarshal.AsSpan(page.Entries))
            index.Apply(entry);
        waiters.Pass(index.Head.Position);
        if (page.Fault is not null)
            throw page.Fault;
        if (LagPositions == 0)
            SaveAfter(EventsPerCheckpoint);
    }

    private void SaveAfter(long events)
    {
        var head = index.Head.Position;
        if (Checkpoint is not null && head - savedAt >= events && index.IsWhole && Checkpoint.TrySave(index, log.StoreId))
            savedAt = head;
    }

    private readonly record struct DecodedPage(List<HistoryEntry> Entries, HistoryFaultException? Fault);
}
