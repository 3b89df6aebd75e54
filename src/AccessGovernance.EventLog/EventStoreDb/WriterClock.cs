using AccessGovernance.Domain;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>When this node sent an event, when the server says that it was written, and when this node saw it again.</summary>
internal readonly record struct ClockComparison(Instant Sent, Instant Created, Instant Seen)
{
    /// <summary>By how much the two clocks differ at the least, whatever the way there and back took; positive when ours is ahead.</summary>
    public TimeSpan Difference => TimeSpan.FromMilliseconds(
        Created < Sent ? Sent.Milliseconds - Created.Milliseconds : Created > Seen ? Seen.Milliseconds - Created.Milliseconds : 0);
}

/// <summary>
/// Stamps what this node writes, and refuses to while its clock differs from the server's by more than <see cref="MaxDifference"/>: recording
/// time is made of the writers' stamps, and one that is wrong is never mended. Compared by a probe, and by our own events as they come back,
/// one at a time; in between, a clock that is moved is noticed by the one that only runs. Thread-safe.
/// </summary>
internal sealed class WriterClock(TimeProvider time, Func<CancellationToken, Task<ClockComparison>> probe)
{
    public static readonly TimeSpan MaxDifference = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How often it is compared while it is not trusted and nobody wants to write.</summary>
    public static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private TimeSpan difference;
    private (Instant Clock, long Running)? compared;
    private Guid awaited;
    private long awaitedAt;
    private Instant awaitedSent;
    private bool probing;
    private long probedAt;

    /// <summary>As it was when last compared, and by how much ours was moved since; positive when ours is ahead.</summary>
    public TimeSpan Difference
    {
        get
        {
            lock (gate)
                return difference + Moved();
        }
    }

    public bool IsTrusted => Difference.Duration() <= MaxDifference;

    public Instant Now => new(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Now, as a stamp. While the clock is not trusted it is compared again, by one caller at a time and once in an interval.</summary>
    /// <exception cref="ClockRefusedException">The clocks differ too much.</exception>
    public async ValueTask<Instant> Stamp(CancellationToken cancellation)
    {
        if (!IsTrusted && MayProbe())
            await Probe(cancellation);
        return IsTrusted ? Now : throw new ClockRefusedException($"This node's clock is {Math.Abs(Difference.TotalSeconds):0.#} s "
            + $"{(Difference > TimeSpan.Zero ? "ahead of" : "behind")} the event store's; at most {MaxDifference.TotalSeconds} s are allowed. "
            + "Nothing is recorded until one of the two is mended.");
    }

    /// <summary>Compares again for as long as the clock is not trusted, until it is cancelled.</summary>
    public async Task Watch(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(WatchInterval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // What keeps it from being compared is told by the follower, which needs the same connection.
            if (!stop.IsCancellationRequested && !IsTrusted && MayProbe())
                await Probe(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task Probe(CancellationToken cancellation)
    {
        try
        {
            Compare(await probe(cancellation));
        }
        finally
        {
            lock (gate)
                (probing, probedAt) = (false, time.GetTimestamp());
        }
    }

    /// <summary>Tells of an event that is being sent; it is looked for when it comes back, unless another one is.</summary>
    public void Sending(Guid id, Instant stamp)
    {
        lock (gate)
        {
            if (awaited == default || time.GetElapsedTime(awaitedAt) >= Interval)
                (awaited, awaitedAt, awaitedSent) = (id, time.GetTimestamp(), stamp);
        }
    }

    /// <summary>Tells of an event that was read.</summary>
    public void Seen(Guid id, Instant? created)
    {
        Instant sent;
        lock (gate)
        {
            if (id != awaited || created is null)
                return;
            (awaited, sent) = (default, awaitedSent);
        }
        Compare(new(sent, created.Value, Now));
    }

    private bool MayProbe()
    {
        lock (gate)
        {
            if (probing || time.GetElapsedTime(probedAt) < Interval)
                return false;
            return probing = true;
        }
    }

    private void Compare(ClockComparison comparison)
    {
        lock (gate)
            (difference, compared) = (comparison.Difference, (Now, time.GetTimestamp()));
    }

    private TimeSpan Moved() => compared is var (clock, running)
        ? TimeSpan.FromMilliseconds(Now.Milliseconds - clock.Milliseconds) - time.GetElapsedTime(running)
        : TimeSpan.Zero;
}
