using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>A silo that cannot take leave, because the database of the cluster is gone, ends all the same.</summary>
public sealed class EndingLate(ITestOutputHelper output) : ClusterTest(output)
{
    private const int CutShort = 3;

    [PostgresFact]
    public async Task A_silo_that_cannot_take_leave_ends_within_its_bound_and_says_so_by_its_exit_code()
    {
        var silo = await Start("a");
        var (identity, entitlement) = (await silo.NewIdentity(), await silo.NewEntitlement());
        var granted = await silo.Grant(identity, entitlement);
        await Cluster.Postgres.Stop();

        await silo.Server.Stop();

        Assert.Equal(CutShort, silo.Server.ExitCode);
        Assert.Contains("An orderly end took longer than 25 s", silo.Server.Output, StringComparison.Ordinal);
        await Cluster.Postgres.StartAgain();
        var again = await Start("a");
        var asked = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = granted.Receipt.Token } };
        Assert.True((await again.History.CheckAccessAsync(asked)).Allowed);
    }
}
