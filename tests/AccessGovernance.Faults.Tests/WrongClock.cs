using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>One silo of three has a clock that is an hour behind, or ahead: it records nothing, says so, and keeps nobody else from recording.</summary>
[Trait("Rule", "2")]
public sealed class WrongClock(ITestOutputHelper output) : ClusterTest(output)
{
    private const int Count = 24;
    private static readonly TimeSpan Unhurried = TimeSpan.FromMilliseconds(200);

    [PostgresFact]
    public async Task Refuses_commands_without_a_time_and_the_others_go_on()
    {
        var (a, b) = (await Start("a"), await Start("b"));
        var writers = await Write(Count);
        writers.Pace(Unhurried);
        await writers.More(200);
        var behind = await StartAside("c", "--clock-offset-ms", "-3600000");
        var (identity, entitlement) = (await a.NewIdentity(), await a.NewEntitlement());
        // Also those whose grains would be made there.
        var others = await Write(Count);
        others.Pace(Unhurried);
        await Task.WhenAll(writers.More(400), others.More(400));

        await Says(behind, "NODE_CLOCK_BEHIND", behind.Grant(identity, entitlement));
        var ahead = await StartAside("d", "--clock-offset-ms", "3600000");
        await Says(ahead, "NODE_CLOCK_WRONG", ahead.Grant(identity, entitlement));
        await writers.End();
        await others.End();

        Output.WriteLine($"{writers.Decided + others.Decided} changes, {string.Join(", ", writers.Told.Concat(others.Told))}");
        Assert.Empty(writers.Lost.Concat(others.Lost));
        await writers.Ledger.Verify([a, b, behind]);
        await others.Ledger.Verify([a, b, ahead]);
    }

    private static async Task Says(Caller silo, string reason, Task asked)
    {
        Assert.Equal(reason, (await Refused.By(asked)).Reason);
        var health = await silo.Server.Health();
        Assert.Equal("Degraded", health.Status);
        Assert.Contains("clock", health.Description, StringComparison.Ordinal);
    }
}
