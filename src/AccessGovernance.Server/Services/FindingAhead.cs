using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Finds what comes next on other cores while what was found is being sent, in order: at most <see cref="MaxWaiting"/> parts are found or
/// wait at once, so that a slow reader holds up the search and not the memory. Ends with its reader.
/// </summary>
internal static class FindingAhead
{
    public const int MaxWaiting = 3;

    // One more is what the reader waits for or has.
    private const int MaxQueued = MaxWaiting - 1;

    public static async IAsyncEnumerable<T> Of<T>(IEnumerable<Func<CancellationToken, T>> parts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var queue = Channel.CreateBounded<Task<T>>(new BoundedChannelOptions(MaxQueued) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var finding = Task.Run(() => Find(parts, queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var found in queue.Reader.ReadAllAsync(cancellation))
                yield return await found;
        }
        finally
        {
            await stop.CancelAsync();
            await finding;
            while (queue.Reader.TryRead(out var left))
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What goes wrong is thrown by whoever reads.
    private static async Task Find<T>(
        IEnumerable<Func<CancellationToken, T>> parts, ChannelWriter<Task<T>> to, CancellationToken cancellation)
    {
        try
        {
            foreach (var part in parts)
            {
                if (!await to.WaitToWriteAsync(cancellation))
                    return;
                await to.WriteAsync(Task.Run(() => part(cancellation), cancellation), cancellation);
            }
            to.Complete();
        }
        catch (Exception e)
        {
            to.Complete(e);
        }
    }
}
