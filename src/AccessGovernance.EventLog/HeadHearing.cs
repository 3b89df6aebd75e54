namespace AccessGovernance.EventLog;

/// <summary>The state of hearing at a moment, to be taken before anything is read; the default is that of having heard nothing.</summary>
/// <param name="AskedAt">The monotonic time at which the question was sent that was heard the answer of.</param>
/// <param name="Run">Counts how often hearing began anew after a break; 0 when nothing was fresh.</param>
public readonly record struct HeardMark(long AskedAt, long Run);

/// <summary>
/// When this node last heard where a history ends that others write to as well. What counts is the moment at which it asked, once everything up
/// to the answer is here: whatever was acknowledged anywhere before that moment is in what is read afterwards. Told by the monotonic clock,
/// which also runs while the process is stopped. Thread-safe; taking and judging marks takes no lock.
/// </summary>
public sealed class HeadHearing(TimeProvider time)
{
    /// <summary>For how long what was heard counts as now.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Callers that wait for it at once (<see cref="Soon"/>).</summary>
    public const int MaxWaiting = 16_384;

    private readonly Lock gate = new();
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Heard? last;
    private volatile string? trouble;
    private volatile DamagedLogException? damage;
    private int waiting;

    /// <summary>Why nothing was heard when it was last asked; null when something was, or the answer is waited for.</summary>
    public string? Trouble => trouble;

    /// <summary>Why nothing will be heard any more before a new start; null while something may be.</summary>
    public DamagedLogException? Damage => damage;

    /// <summary>How long ago the question was sent that was last heard the answer of; null before the first.</summary>
    public TimeSpan? Age => last is { } heard ? time.GetElapsedTime(heard.Mark.AskedAt) : null;

    /// <summary>False while this node may not know what "now" is.</summary>
    public bool IsFresh => last is { } heard && IsRecent(heard.Mark);

    /// <summary>To be taken before what an answer or a decision rests on is read.</summary>
    public HeardMark Mark => last is { } heard && IsRecent(heard.Mark) ? heard.Mark : default;

    /// <summary>Whether what was read after a mark was taken is no older than <see cref="Longest"/> at this moment.</summary>
    public bool IsRecent(HeardMark mark) => mark.Run > 0 && time.GetElapsedTime(mark.AskedAt) <= Longest;

    /// <summary>
    /// Whether at no moment since a mark was taken the last thing heard was older than <see cref="Longest"/>: neither did the process stand still,
    /// nor was it cut off. What was read then took no longer than finding it took.
    /// </summary>
    public bool Holds(HeardMark mark) => mark.Run > 0 && last is { } heard && heard.Mark.Run == mark.Run && IsRecent(heard.Mark);

    /// <summary>A mark to decide by, at once: who decides does not wait, the edge did.</summary>
    /// <exception cref="HeadNotHeardException">Nothing is fresh.</exception>
    /// <exception cref="DamagedLogException">Nothing will be any more.</exception>
    public HeardMark RequireMark() => Mark is { Run: > 0 } fresh ? fresh : throw NotHeard();

    /// <summary>To be asked last, right before what was decided is written.</summary>
    /// <exception cref="HeadNotHeardException">The mark does not hold (<see cref="Holds"/>).</exception>
    public void RequireHeld(HeardMark mark)
    {
        if (!Holds(mark))
            throw NotHeard();
    }

    /// <summary>A question had no answer.</summary>
    public void Fail(string why) => trouble = why;

    /// <summary>What was heard of is not what is here: from now on nothing is fresh.</summary>
    public void Break(DamagedLogException why)
    {
        (damage, trouble) = (why, why.Message);
        lock (gate)
            last = null;
    }

    /// <summary>Everything up to the answer of a question is here.</summary>
    /// <param name="askedAt">Monotonic time of just before the question was sent.</param>
    public void Tell(long askedAt)
    {
        trouble = null;
        TaskCompletionSource waiters;
        lock (gate)
        {
            if (damage is not null)
                return;
            var before = last?.Mark ?? default;
            if (before.Run > 0 && askedAt <= before.AskedAt)
                return;
            last = new Heard(new(askedAt, IsRecent(before) ? before.Run : before.Run + 1));
            (waiters, next) = (next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiters.SetResult();
    }

    /// <summary>
    /// A mark that is fresh, at once or as soon as there is one; after the patience one that never holds, and at once where
    /// <see cref="MaxWaiting"/> others wait.
    /// </summary>
    public async ValueTask<HeardMark> Soon(TimeSpan patience, CancellationToken cancellation)
    {
        if (Mark is { Run: > 0 } present)
            return present;
        try
        {
            return Interlocked.Increment(ref waiting) <= MaxWaiting ? await Next(patience, cancellation) : default;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async ValueTask<HeardMark> Next(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (!either.IsCancellationRequested)
        {
            Task heard;
            lock (gate)
                heard = next.Task;
            if (Mark is { Run: > 0 } fresh)
                return fresh;
            await heard.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cancellation.ThrowIfCancellationRequested();
        return default;
    }

    private Exception NotHeard() => damage is { } broken ? broken : new HeadNotHeardException(
        "This silo did not hear where the history ends while it decided; nothing was written. Repeat the request.");

    private sealed record Heard(HeardMark Mark);
}
