using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace AccessGovernance.Server.Tests;

/// <summary>A silo that stood still does not answer with what it knew before as if it were now.</summary>
public sealed class StandingStill(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Askers = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Longer than what was heard counts; a minute takes a minute.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("AG_PAUSE_SECONDS") ?? "3", CultureInfo.InvariantCulture));

    private readonly ConcurrentQueue<string> answers = [];
    private SiloCluster cluster = null!;
    private int late;
    private volatile bool goesOn = true;

    public async Task InitializeAsync()
    {
        if (PostgresProcess.Programs is not null)
            cluster = await SiloCluster.Start();
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    [PostgresFact]
    public async Task What_was_revoked_meanwhile_is_never_allowed_afterwards()
    {
        var still = await cluster.Silo("b");
        using var a = Caller.Administrator(await cluster.Silo("a"));
        using var b = Caller.Administrator(still);
        var (identity, entitlement) = (await a.NewIdentity(), await a.NewEntitlement());
        var granted = await a.Grant(identity, entitlement);
        await b.History.CheckAccessAsync(new() { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = granted.Receipt.Token } });
        var asking = Asking(b, identity, entitlement);
        await Until(() => answers.Count > 100);

        await still.Pause();
        await a.Revoke(identity, entitlement, granted.GrantId);
        Interlocked.Exchange(ref late, 1);
        asking.AddRange(Asking(b, identity, entitlement));
        // What the other silo recorded cannot be read for a while, either.
        await cluster.Store.Pause();
        await Task.Delay(Pause);
        await still.Continue();
        await Until(() => answers.Contains("late HEAD_NOT_HEARD") || still.HasEnded);
        await cluster.Store.Continue();
        await Until(() => answers.Contains("late denied") || still.HasEnded);
        goesOn = false;
        await Task.WhenAll(asking).WaitAsync(Patience);

        output.WriteLine(string.Join(", ", answers.GroupBy(x => x).Select(g => $"{g.Count()} {g.Key}")));
        Assert.Contains("early allowed", answers);
        Assert.DoesNotContain("late allowed", answers);
    }

    private List<Task> Asking(Caller caller, string identity, string entitlement) =>
        [.. Enumerable.Range(0, Askers).Select(i => Task.Run(() => Ask(caller, identity, entitlement, i % 2 == 0)))];

    private async Task Ask(Caller caller, string identity, string entitlement, bool plainly)
    {
        var asked = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = plainly ? null : new() };
        while (goesOn && !caller.Server.HasEnded)
        {
            string answer;
            // By when it was asked: the answer to a call that was under way may have been on its way out, and was true while the call lasted.
            var asks = Volatile.Read(ref late) == 0 ? "early " : "late ";
            try
            {
                answer = (await caller.History.CheckAccessAsync(asked)).Allowed ? "allowed" : "denied";
            }
            catch (RpcException e)
            {
                answer = Refused.Of(e) is { Reason.Length: > 0 } refused ? refused.Reason : $"{e.StatusCode}";
            }
            answers.Enqueue(asks + answer);
        }
    }

    private static async Task Until(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!reached())
            await Task.Delay(5, limit.Token);
    }
}
