using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Finds what comes next on another core while what was found is being sent: at most <see cref="MaxWaiting"/> items wait in between, so that
/// a slow reader holds up the search and not the memory. Ends with its reader.
/// </summary>
internal static class FindingAhead
{
    public const int MaxWaiting = 4;

    public static IAsyncEnumerable<T> Of<T>(IEnumerable<T> items, CancellationToken cancellation) => Of(items.ToAsyncEnumerable(), cancellation);

    public static async IAsyncEnumerable<T> Of<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var queue = Channel.CreateBounded<T>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var finding = Task.Run(() => Find(items, queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var item in queue.Reader.ReadAllAsync(cancellation))
                yield return item;
        }
        finally
        {
            await stop.CancelAsync();
            await finding;
        }
    }

    // What goes wrong is thrown by whoever reads.
    private static async Task Find<T>(IAsyncEnumerable<T> items, ChannelWriter<T> to, CancellationToken cancellation)
    {
        try
        {
            await foreach (var item in items.WithCancellation(cancellation))
                await to.WriteAsync(item, cancellation);
            to.Complete();
        }
        catch (Exception e)
        {
            to.Complete(e);
        }
    }
}
