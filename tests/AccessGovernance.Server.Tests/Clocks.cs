namespace AccessGovernance.Server.Tests;

/// <summary>A node whose clock is behind the history refuses commands without a time, says so, and takes those that state theirs.</summary>
[Trait("Rule", "2")]
public sealed class Clocks
{
    [Fact]
    public async Task A_node_that_is_behind_refuses_commands_without_a_time()
    {
        using var folder = new TemporaryFolder();
        var (identity, entitlement) = await Granted(folder);
        await using var behind = await ServerProcess.Start(folder.Path, "--clock-offset-ms", "-3600000");
        using var admin = Caller.Administrator(behind);
        var health = await behind.Health();
        Assert.Equal("Degraded", health.Status);
        var refused = await Refused.By(admin.Grant(identity, entitlement));
        Assert.Equal((StatusCode.FailedPrecondition, "NODE_CLOCK_BEHIND"), (refused.Code, refused.Reason));
        Assert.Equal("NODE_CLOCK_BEHIND", (await Refused.By(admin.Revoke(identity, entitlement, Caller.NewRequest()))).Reason);
        Assert.Equal(health.HeadPosition, (await behind.Health()).HeadPosition);

        // What "now" means does not go back: the grant is seen, and a stated time is accepted within the rights to back-date.
        var check = await admin.Check(identity, entitlement);
        Assert.True(check.Allowed);
        var grant = (await admin.History.WhatDidTheyHoldAsync(new() { Subject = identity })).Access.Single().Grants.Single().GrantId;
        await admin.Provisioning.RevokeAccessAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant, EffectiveAt = check.Basis.RecordingTime,
        });
        Assert.False((await admin.Check(identity, entitlement)).Allowed);
        using var provisioner = await admin.Issue(Role.Provisioner);
        var early = new Validity { From = Caller.FromNow(TimeSpan.FromHours(-1)) };
        Assert.Equal("BACKDATING_NOT_PERMITTED", (await Refused.By(provisioner.Provisioning.GrantAccessAsync(
            new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Validity = early, Reason = "r" }))).Reason);
    }

    private static async Task<(string Identity, string Entitlement)> Granted(TemporaryFolder folder)
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await admin.Grant(identity, entitlement);
        await server.Stop();
        return (identity, entitlement);
    }
}
