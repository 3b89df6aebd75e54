using System.Diagnostics;
using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// Three silos as processes, of which one after the other is killed with -9 every ten seconds and started again, under writers at half of what
/// the cluster can do. AG_CLUSTER_SECONDS sets for how long (30 where it is not set), AG_CLUSTER_WRITERS how many write (24).
/// </summary>
[Collection(Alone.Name), Trait("Rule", "12")]
public sealed class SilosUnderKills(ITestOutputHelper output) : ClusterTest(output)
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MayTake = TimeSpan.FromSeconds(5);

    /// <summary>What takes longer has waited for the dead silo.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);

    [PostgresFact]
    public async Task Every_acknowledged_change_is_there_once_and_commands_go_on_within_5_seconds()
    {
        var count = Setting("AG_CLUSTER_WRITERS", 24);
        foreach (var name in Names)
            await Start(name);
        var writers = await Write(count);
        await Halve(writers, count);
        var kills = new List<(TimeSpan From, TimeSpan Gone)>();
        for (var i = 0; i < Setting("AG_CLUSTER_SECONDS", 30) / (int)Between.TotalSeconds; i++)
        {
            var next = writers.Now + Between;
            kills.Add(await KillAndStart(Names[i % Names.Length], writers));
            await writers.For(next > writers.Now ? next - writers.Now : TimeSpan.Zero);
        }
        await writers.End();

        Output.WriteLine($"{writers.Decided} changes, {writers.Lost.Count} calls lost: {string.Join(", ", writers.Told)}");
        var waits = kills.ConvertAll(k => (First: writers.LastToSucceed(k.From), Last: writers.LastToWait(k.From, Between / 2, Usual)));
        foreach (var (from, _) in kills)
            Output.WriteLine($"begun and answered, seconds after the kill: {writers.Waits(from, Between / 2, Usual)}");
        foreach (var (first, last) in waits)
            Output.WriteLine($"every writer succeeded again {first.TotalSeconds:F2} s after the kill, who waited was answered after {last.TotalSeconds:F2} s");
        await writers.Ledger.Verify(Service.Up);
        Assert.All(writers.Lost, l => Assert.Contains(kills, k => l.Began <= k.Gone && l.Ended >= k.From));
        Assert.All(waits, w => Assert.True(w.First < MayTake && w.Last < MayTake));
    }

    [PostgresFact]
    public async Task All_killed_at_once_serve_again_within_20_seconds()
    {
        foreach (var name in Names)
            await Start(name);
        var writers = await Write(Names.Length);
        await writers.More(100);
        var killed = Array.ConvertAll(Names, Silo);
        foreach (var silo in killed)
            Service.Remove(silo);
        await Task.WhenAll(killed.Select(s => s.Kill()));
        var since = Stopwatch.StartNew();

        await Task.WhenAll(Names.Select(n => Start(n)));
        await writers.More(10);

        Output.WriteLine($"serving {since.ElapsedMilliseconds} ms after the new start");
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await writers.End();
        await writers.Ledger.Verify(Service.Up);
    }

    private async Task<(TimeSpan From, TimeSpan Gone)> KillAndStart(string name, Writers writers)
    {
        var silo = Silo(name);
        Service.Remove(silo);
        var from = writers.Now;
        await silo.Kill();
        var gone = writers.Now;
        await Start(name);
        Output.WriteLine($"{name} was in service again {(writers.Now - gone).TotalSeconds:F1} s after it was killed");
        return (from, gone);
    }
}
