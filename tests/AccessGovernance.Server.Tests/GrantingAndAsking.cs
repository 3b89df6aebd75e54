namespace AccessGovernance.Server.Tests;

public sealed class GrantingAndAsking(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact, Trait("Rule", "2")]
    public async Task A_check_right_after_an_acknowledged_revocation_refuses()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        for (var round = 0; round < 50; round++)
        {
            var granted = await admin.Grant(identity, entitlement);
            Assert.True((await admin.Check(identity, entitlement)).Allowed);
            await admin.Revoke(identity, entitlement, granted.GrantId);
            Assert.False((await admin.Check(identity, entitlement)).Allowed);
        }
    }
}
