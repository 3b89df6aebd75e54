using System.Collections.Concurrent;
using System.Diagnostics;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>A grant that a writer asked for, and at which position it was recorded.</summary>
public sealed record ClusterGrant(string Identity, string RequestId, long Position);

/// <summary>
/// Writers that grant through two silos of a cluster by turns, and through the one that stays once the other is killed. A grant without an answer
/// is asked for again with the same request id until it is answered; until when calls failed is remembered.
/// </summary>
public sealed class ClusterStorm(Caller stays, Caller dies, string entitlement)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Milliseconds; what takes longer has waited for the dead silo.</summary>
    private const long Usual = 500;

    private readonly ConcurrentQueue<ClusterGrant> grants = [];
    private readonly ConcurrentQueue<string> failures = [];
    private readonly Stopwatch sinceKill = new();
    private readonly TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long recovered;
    private int acknowledged;
    private volatile bool ends;

    public IReadOnlyCollection<ClusterGrant> Grants => grants;

    /// <summary>What callers were told instead of an answer, each kind once.</summary>
    public IEnumerable<string> Failures => failures.Distinct();

    public int FailedCalls => failures.Count;

    /// <summary>From the kill until every writer had the answer to what it had asked for then, or failed to ask for.</summary>
    public TimeSpan Recovery => TimeSpan.FromMilliseconds(Interlocked.Read(ref recovered));

    /// <summary>Writes with a writer for each identity; kills one silo at a number of grants, and goes on until there are as many again.</summary>
    public async Task Run(IReadOnlyList<string> identities, int grantsBefore, int grantsAfter, Func<Task> kill)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = Task.WhenAll(identities.Select((identity, i) => Task.Run(() => Write(identity, i, (grantsBefore, reached)))));
        await Task.WhenAny(reached.Task, writing).Unwrap().WaitAsync(Longest);
        sinceKill.Start();
        await kill();
        Interlocked.Exchange(ref acknowledged, -grantsAfter);
        await Task.WhenAny(enough.Task, writing).Unwrap().WaitAsync(Longest);
        ends = true;
        await writing.WaitAsync(Longest);
    }

    private async Task Write(string identity, int number, (int Count, TaskCompletionSource Reached) before)
    {
        for (var turn = number; !ends; turn++)
        {
            var request = Caller.NewRequest();
            var asked = sinceKill.ElapsedMilliseconds;
            grants.Enqueue(new(identity, request, await Grant(identity, request, turn)));
            if (sinceKill.IsRunning && sinceKill.ElapsedMilliseconds - asked > Usual)
                Waited(sinceKill.ElapsedMilliseconds);
            var count = Interlocked.Increment(ref acknowledged);
            if (count == before.Count)
                before.Reached.TrySetResult();
            if (sinceKill.IsRunning && count == 0)
                enough.TrySetResult();
        }
    }

    private async Task<long> Grant(string identity, string request, int turn)
    {
        while (true)
        {
            try
            {
                var silo = sinceKill.IsRunning || turn % 2 == 0 ? stays : dies;
                var answer = await silo.Provisioning.GrantAccessAsync(
                    new() { RequestId = request, Identity = identity, Entitlement = entitlement });
                return answer.Receipt.Position;
            }
            catch (RpcException e) when (sinceKill.IsRunning && sinceKill.Elapsed < Longest)
            {
                failures.Enqueue($"{e.StatusCode} {Refused.Of(e).Reason}");
            }
        }
    }

    private void Waited(long until)
    {
        for (var known = Interlocked.Read(ref recovered); known < until;)
            known = Interlocked.CompareExchange(ref recovered, until, known) is var seen && seen == known ? until : seen;
    }
}
