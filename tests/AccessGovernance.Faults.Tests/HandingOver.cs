using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>A silo that is asked to stop ends what it has begun and hands its grains over: no caller notices.</summary>
[Collection(Alone.Name), Trait("Rule", "12")]
public sealed class HandingOver(ITestOutputHelper output) : ClusterTest(output)
{
    private const int Count = 24;
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly TimeSpan MayTake = TimeSpan.FromSeconds(2);

    [PostgresFact]
    public async Task No_call_fails_while_one_of_three_silos_stops_and_comes_back()
    {
        foreach (var name in Names)
            await Start(name);
        var writers = await Write(Count);
        await Halve(writers, Count);
        var leaving = Silo("b");
        Service.Remove(leaving);
        var from = writers.Now;
        await leaving.Stop();
        var took = writers.Now - from;
        await writers.For(TimeSpan.FromSeconds(4));
        var waited = (First: writers.LastToSucceed(from), Last: writers.LastToWait(from, took, TimeSpan.FromSeconds(0.5)));
        await Start("b");
        await writers.More(200);
        await writers.End();

        Output.WriteLine($"stopped within {took.TotalSeconds:F1} s; every writer succeeded again after {waited.First.TotalSeconds:F2} s, "
            + $"the last that waited after {waited.Last.TotalSeconds:F2} s; {writers.Decided} changes, {string.Join(", ", writers.Told)}");
        Assert.Empty(writers.Lost);
        Assert.True(waited.First < MayTake && waited.Last < MayTake);
        await writers.Ledger.Verify(Service.Up);
    }
}
