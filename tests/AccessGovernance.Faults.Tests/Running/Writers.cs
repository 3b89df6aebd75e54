using System.Collections.Concurrent;
using System.Diagnostics;

namespace AccessGovernance.Faults.Tests.Running;

/// <summary>A call that failed without a decision: from when to when, since the writers began, and what the caller was told.</summary>
public sealed record LostCall(TimeSpan Began, TimeSpan Ended, string Told);

/// <summary>
/// Writers, each with an identity of its own, that grant and revoke through whatever is in service. A change without an answer is asked for again
/// with the same request id, on the next server, until it is acknowledged or refused. Every eighth one asks for a scarce entitlement.
/// </summary>
public sealed class Writers(InService servers, string entitlement, string scarce)
{
    private const int EveryScarce = 8;
    private const int EveryRevocation = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenRepeats = TimeSpan.FromMilliseconds(50);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<LedgerEntry> entries = [];
    private readonly ConcurrentQueue<LostCall> lost = [];
    private Task running = Task.CompletedTask;
    private long pace;
    private volatile bool ends;

    public TimeSpan Now => clock.Elapsed;

    /// <summary>Everything that was asked for and decided.</summary>
    public Ledger Ledger => new([.. entries]);

    public int Decided => entries.Count;

    public IReadOnlyCollection<LostCall> Lost => lost;

    /// <summary>From now on a writer begins one change in this time; zero for as many as it can.</summary>
    public void Pace(TimeSpan interval) => Interlocked.Exchange(ref pace, interval.Ticks);

    public void Start(IReadOnlyList<string> identities) =>
        running = Task.WhenAll(identities.Select((identity, number) => Task.Run(() => Write(identity, number))));

    /// <summary>Waits until so many more changes are decided.</summary>
    public async Task More(int changes)
    {
        var wanted = Decided + changes;
        for (var began = Now; Decided < wanted; await Task.Delay(10))
            Assert.True(Now - began < Longest && !running.IsCompleted, $"{Decided} of {wanted} changes, {string.Join(", ", Told)}");
    }

    /// <summary>Waits for a time while the writers go on.</summary>
    public async Task For(TimeSpan time)
    {
        await Task.WhenAny(running, Task.Delay(time));
        if (running.IsCompleted)
            await running;
    }

    /// <summary>Lets every writer end what it has begun.</summary>
    public async Task End()
    {
        ends = true;
        await running.WaitAsync(Longest + Longest);
    }

    /// <summary>What callers were told instead of an answer, each kind once, with how often.</summary>
    public IEnumerable<string> Told => lost.CountBy(l => l.Told).Select(t => $"{t.Value} x {t.Key}");

    /// <summary>For each writer the time from a moment until it first succeeded with a change that it began later; the longest of them.</summary>
    public TimeSpan LastToSucceed(TimeSpan since) => entries.Where(e => e.Began >= since && e.Position is not null)
        .GroupBy(e => e.Identity).Max(writer => writer.Min(e => e.Ended)) - since;

    /// <summary>The time from a moment until the last of those changes was decided that began within a window after it and took longer than usual.</summary>
    public TimeSpan LastToWait(TimeSpan since, TimeSpan window, TimeSpan usual) => entries
        .Where(e => e.Ended >= since && e.Began < since + window && e.Ended - e.Began > usual)
        .Select(e => e.Ended - since).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>How long those waited, each of them; for the one who has to find out why.</summary>
    public string Waits(TimeSpan since, TimeSpan window, TimeSpan usual) => string.Join(" ", entries
        .Where(e => e.Ended >= since && e.Began < since + window && e.Ended - e.Began > usual).OrderBy(e => e.Ended)
        .Select(e => $"{(e.Began - since).TotalSeconds:F1}>{(e.Ended - since).TotalSeconds:F1}"));

    private async Task Write(string identity, int number)
    {
        var granted = new Queue<string>();
        var due = Now;
        for (var turn = number; !ends; turn++)
        {
            var change = turn % EveryScarce == 0 ? Grant(identity, scarce)
                : turn % EveryRevocation == 1 && granted.TryDequeue(out var grant) ? Revocation(identity, grant) : Grant(identity, entitlement);
            var entry = await Decide(change, turn);
            if (entry is { Position: not null, What: Ledger.Granted } && entry.Entitlement == entitlement)
                granted.Enqueue(entry.GrantId);
            entries.Enqueue(entry);
            var interval = new TimeSpan(Interlocked.Read(ref pace));
            due = due + interval > Now ? due + interval : Now;
            if (due > Now)
                await Task.Delay(due - Now);
        }
    }

    private async Task<LedgerEntry> Decide(ApplyChangesRequest change, int turn)
    {
        for (var (began, attempt) = (Now, 0); ; attempt++)
        {
            var called = Now;
            try
            {
                Assert.True(called - began < Longest, $"A change was not decided after {called - began}: {string.Join(", ", Told)}");
                if (servers.Next(turn + attempt) is not { } server)
                {
                    await Task.Delay(BetweenRepeats);
                    continue;
                }
                var (receipt, grant) = await Send(server, change);
                return LedgerEntry.Of(change, began, Now) with { Position = receipt.Position, Token = receipt.Token, GrantId = grant };
            }
            catch (RpcException e) when (IsDecided(e))
            {
                return LedgerEntry.Of(change, began, Now) with { Refused = Refused.Of(e).Reason };
            }
            catch (RpcException e)
            {
                lost.Enqueue(new(called, Now, $"{e.StatusCode} {Refused.Of(e).Reason}"));
            }
            await Task.Delay(BetweenRepeats);
        }
    }

    // What a server could not do now, and what never reached one, may be done when it is asked for again.
    private static bool IsDecided(RpcException e) => Refused.Of(e).Reason is not
        ("" or "OUTCOME_UNKNOWN" or "NOT_WRITTEN" or "STOPPING" or "DEADLINE" or "CANCELLED" or "KEYS_UNAVAILABLE" or "BEHIND" or "HEAD_NOT_HEARD");

    private static async Task<(Receipt Receipt, string Grant)> Send(Caller caller, ApplyChangesRequest change)
    {
        if (change.Revoke is { } revoke)
            return ((await caller.Provisioning.RevokeAccessAsync(revoke)).Receipt, revoke.GrantId);
        var granted = await caller.Provisioning.GrantAccessAsync(change.Grant);
        return (granted.Receipt, granted.GrantId);
    }

    private static ApplyChangesRequest Grant(string identity, string to) =>
        new() { Grant = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = to } };

    private ApplyChangesRequest Revocation(string identity, string grant) =>
        new() { Revoke = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant } };
}
