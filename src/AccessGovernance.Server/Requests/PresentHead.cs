using AccessGovernance.EventLog;
using Grpc.Core;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// The head of the history, and whether this silo knows that it is: where others write to the history too, nothing is answered or decided as of now
/// by a silo that has not heard of its head within the last second (decision 18). A log of this process alone is always at its head, at
/// the cost of a comparison.
/// </summary>
public sealed class PresentHead(IEventLog log)
{
    /// <summary>How long a call waits for the head to be heard of again before it is refused.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly HeadHearing? hearing = log.Hearing;

    public LogHead Head => log.Head;

    /// <summary>To be taken before anything is read that an answer or a decision rests on.</summary>
    public HeardMark Mark => hearing?.Mark ?? default;

    /// <summary>Whether what was read after the mark is no older than a second at this moment.</summary>
    public bool IsRecent(HeardMark mark) => hearing is null || hearing.IsRecent(mark);

    /// <summary>Waits for at most <see cref="Patience"/>; says nothing of the outcome.</summary>
    public async ValueTask Wait(CancellationToken cancellation)
    {
        if (hearing is not null)
            await hearing.Soon(Patience, cancellation);
    }

    /// <summary>What was heard when a call was entered; a part of a stream, which is not, waits for it as <see cref="Wait"/> does.</summary>
    public async ValueTask<HeardMark> Hear(ServerCallContext context) =>
        hearing is null ? default : MarkOf(context)?.Mark ?? await hearing.Soon(Patience, context.CancellationToken);

    /// <summary>Between the mark and this moment the head was heard of without a break.</summary>
    /// <exception cref="HeadNotHeardException">It was not, or is not now.</exception>
    public void Require(HeardMark mark)
    {
        if (hearing is not null && !hearing.Holds(mark))
            throw NotHeard();
    }

    /// <summary>Remembers, before a call reads anything, what was heard.</summary>
    public void Enter(ServerCallContext context) => context.GetHttpContext().Features.Set(new CallMark { Mark = Mark });

    /// <summary>The call answers or decides as of now: what it read since it was entered, and what it reads from here on, must be that.</summary>
    /// <exception cref="HeadNotHeardException">It may not be.</exception>
    public void Require(ServerCallContext context)
    {
        if (hearing is null)
            return;
        var call = MarkOf(context);
        if (call is not null)
            call.IsOfNow = true;
        // Streams are not entered: each of their parts is judged by itself.
        Require(call?.Mark ?? hearing.Mark);
    }

    /// <summary>To be asked last, right before the answer goes out.</summary>
    /// <exception cref="HeadNotHeardException">The answer is as of now, and may have been overtaken.</exception>
    public void RequireStill(ServerCallContext context)
    {
        if (MarkOf(context) is { IsOfNow: true } call)
            Require(call.Mark);
    }

    private static CallMark? MarkOf(ServerCallContext context) => context.GetHttpContext().Features.Get<CallMark>();

    private Exception NotHeard()
    {
        if (hearing?.Damage is { } damage)
            return damage;
        var why = hearing?.Trouble is { } trouble ? $" ({trouble.TrimEnd('.')})" : "";
        var longest = HeadHearing.Longest.TotalSeconds;
        return new HeadNotHeardException($"this silo has not heard where the history ends for more than {longest} s{why}: it says nothing as of now. Ask"
            + " another silo, or this one later; what is asked as of a past position is answered");
    }

    private sealed class CallMark
    {
        public required HeardMark Mark { get; init; }

        public bool IsOfNow { get; set; }
    }
}
