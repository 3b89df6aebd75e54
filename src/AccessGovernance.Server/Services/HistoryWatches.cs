using System.Globalization;
using System.Threading.Channels;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.EventLog;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Serves those who watch the history: each has a buffer of <see cref="MaxWaiting"/> changes, and reading the log waits while it is full. A
/// client that takes nothing for <see cref="Patience"/> is told where to go on, and cut: what was on its way to it then may reach it twice. At
/// most <see cref="MaxWatchers"/> watch at a time.
/// </summary>
public sealed class HistoryWatches(
    IEventLog log, Projector projector, HistoryReader history, PositionTokens tokens, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const int MaxWatchers = 1_000;
    public const int MaxWaiting = 256;

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int watchers;

    /// <summary>How many watch now.</summary>
    public int Watching => Math.Min(MaxWatchers, Volatile.Read(ref watchers));

    /// <summary>Reports until cancelled.</summary>
    /// <param name="send">Completes when the client has room for more; throws once the caller may no longer watch.</param>
    /// <exception cref="ExhaustedException">The client is too slow, or too many watch.</exception>
    /// <exception cref="StoppingException">The server stops.</exception>
    public async Task Run(WatchFilter filter, long after, Func<WatchHistoryResponse, Task> send, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref watchers) > MaxWatchers)
        {
            Interlocked.Decrement(ref watchers);
            throw new ExhaustedException("TOO_MANY_WATCHERS", $"{MaxWatchers} calls watch the history already; try another node, or later",
                new Dictionary<string, string>());
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        var watch = new Watch(after);
        var reading = Read(watch, new WatchedChanges(history, filter), stop.Token);
        try
        {
            await Report(watch, after, send, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new StoppingException();
        }
        finally
        {
            Interlocked.Decrement(ref watchers);
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task Read(Watch watch, WatchedChanges changes, CancellationToken cancellation)
    {
        try
        {
            var caughtUp = log.Head.Position;
            await foreach (var page in log.Follow(watch.Reached, cancellation))
            {
                await projector.WaitFor(page[^1].Position, cancellation);
                foreach (var recorded in page)
                {
                    if (changes.Of(recorded) is { } change)
                        await watch.Queue.Writer.WriteAsync(Message(change, change.Position), cancellation);
                }
                watch.Reached = page[^1].Position;
                if (watch.Reached >= caughtUp)
                    await watch.Queue.Writer.WriteAsync(Message(null, watch.Reached), cancellation);
                caughtUp = watch.Reached >= caughtUp ? long.MaxValue : caughtUp;
            }
        }
        // Told by the reporting side, after everything that was found before.
        catch (Exception e)
        {
            watch.Queue.Writer.Complete(e);
        }
    }

    private async Task Report(Watch watch, long sent, Func<WatchHistoryResponse, Task> send, CancellationToken cancellation)
    {
        await Send(Message(null, sent), sent, send);
        while (true)
        {
            // Read before the queue is looked at: what was found up to there is in it, or was sent.
            var reached = watch.Reached;
            if (!watch.Queue.Reader.TryRead(out var next))
            {
                if (await watch.HasMore(Heartbeat, time, cancellation))
                    continue;
                next = Message(null, reached);
            }
            await Send(next, sent, send);
            sent = next.Position;
        }
    }

    private async Task Send(WatchHistoryResponse message, long sent, Func<WatchHistoryResponse, Task> send)
    {
        var sending = send(message);
        try
        {
            await sending.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // It ends with the call; how, nobody needs to know.
            _ = sending.ContinueWith(static s => s.Exception, TaskContinuationOptions.ExecuteSynchronously);
            throw new ExhaustedException("SLOW_CLIENT", $"nothing was read for {Patience.TotalSeconds} s while more waited; go on from resume_token",
                new Dictionary<string, string>
                {
                    ["resume_token"] = tokens.Format(sent),
                    ["position"] = sent.ToString(CultureInfo.InvariantCulture),
                });
        }
    }

    private WatchHistoryResponse Message(HistoryChange? change, long position) =>
        new() { Change = change, Position = position, Token = tokens.Format(position) };

    /// <summary>What reader and reporter share.</summary>
    private sealed class Watch(long after)
    {
        private long reached = after;
        private Task<bool>? more;

        public Channel<WatchHistoryResponse> Queue { get; } =
            Channel.CreateBounded<WatchHistoryResponse>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });

        /// <summary>Everything up to here was found and queued.</summary>
        public long Reached
        {
            get => Volatile.Read(ref reached);
            set => Volatile.Write(ref reached, value);
        }

        /// <summary>False when there was nothing for as long as a heartbeat; the same wait then goes on.</summary>
        public async ValueTask<bool> HasMore(TimeSpan heartbeat, TimeProvider time, CancellationToken cancellation)
        {
            more ??= Queue.Reader.WaitToReadAsync(cancellation).AsTask();
            try
            {
                await more.WaitAsync(heartbeat, time, cancellation);
                more = null;
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }
}
