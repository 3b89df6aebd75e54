using System.Text.Json;

namespace AccessGovernance.Server.Tests;

/// <summary>Who was refused is written down, apart from the history, and nothing of what was asked.</summary>
[Trait("Rule", "authorisation")]
public sealed class Denials
{
    [Fact]
    public async Task Denials_land_in_their_own_file()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var entitlement = await admin.NewEntitlement();
        var person = Caller.Person("p");
        var (own, other) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        var before = (await server.Health()).HeadPosition;
        using var reader = await admin.Issue(Role.Reader);
        using var provisioner = await admin.Issue(Role.Provisioner, await admin.NewApplication());
        using var decider = await admin.Issue(own, Role.Administrator);
        using var nobody = new Caller(server, "forged");

        await Refused.By(nobody.Identities.ListIdentitiesAsync(new()));
        await Refused.By(reader.Identities.RegisterIdentityAsync(new()));
        await Refused.By(provisioner.Grant(other, entitlement));
        await Refused.By(decider.Grant(other, entitlement));
        await StreamedGrant(provisioner, other, entitlement);
        await server.Stop();

        var lines = (await File.ReadAllLinesAsync(folder.File("denials.log"))).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["TOKEN_INVALID", "ROLE_MISSING", "OUT_OF_SCOPE", "OWN_ACCESS", "OUT_OF_SCOPE"], lines.Select(l => l.GetProperty("reason").GetString()));
        Assert.Equal("/accessgovernance.v1.IdentityService/RegisterIdentity", lines[1].GetProperty("method").GetString());
        Assert.True(before > 0);
    }

    private static async Task StreamedGrant(Caller caller, string identity, string entitlement)
    {
        using var changes = caller.Provisioning.ApplyChanges();
        await changes.RequestStream.WriteAsync(
            new() { Grant = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement } });
        await changes.RequestStream.CompleteAsync();
        Assert.True(await changes.ResponseStream.MoveNext());
        Assert.Equal((int)StatusCode.PermissionDenied, changes.ResponseStream.Current.Error?.Code);
    }
}
