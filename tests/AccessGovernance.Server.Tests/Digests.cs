namespace AccessGovernance.Server.Tests;

/// <summary>The digest of a position is one, however the index came to be.</summary>
[Trait("Rule", "15")]
public sealed class Digests
{
    [Fact]
    public async Task The_digest_of_a_position_is_the_same_after_more_changes_a_kill_and_a_rebuild()
    {
        using var folder = new TemporaryFolder();
        GetDigestResponse before;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
            await admin.Grant(identity, entitlement);
            before = await admin.History.GetDigestAsync(new());
            Assert.True(before.Basis is { Complete: true, Open: true });
            await admin.Revoke(identity, entitlement, (await admin.Grant(identity, entitlement)).GrantId);
            Assert.NotEqual(before.Sha256, (await admin.History.GetDigestAsync(new())).Sha256);
            Assert.Equal(before.Sha256, (await admin.History.GetDigestAsync(new() { Exactly = before.Basis.Token })).Sha256);
            await server.Kill();
        }
        await using var again = await ServerProcess.Start(folder.Path);
        using var later = Caller.Administrator(again);
        Assert.Equal(before.Sha256, (await later.History.GetDigestAsync(new() { Exactly = before.Basis.Token })).Sha256);
        using var scoped = await later.Issue(Role.Auditor, await later.NewApplication());
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(scoped.History.GetDigestAsync(new()))).Reason);
        var foreign = await Refused.By(later.History.GetDigestAsync(new() { Exactly = $"p1-{Guid.NewGuid():N}-1" }));
        Assert.Equal((StatusCode.InvalidArgument, "exactly"), (foreign.Code, foreign.Fields.Single()));
    }
}
