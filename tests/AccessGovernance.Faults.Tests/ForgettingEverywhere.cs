using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>Who is forgotten on one silo is forgotten on every one, also on one that was not there at the time.</summary>
[Trait("Rule", "7")]
public sealed class ForgettingEverywhere(ITestOutputHelper output) : ClusterTest(output)
{
    private const string Mail = "canary.mail@example.org";

    [PostgresFact]
    public async Task Attributes_are_gone_on_every_silo_and_stay_gone()
    {
        var (a, b, c) = (await Start("a"), await Start("b"), await Start("c"));
        var (leaver, token) = await Register(a);
        foreach (var silo in (Caller[])[a, b, c])
            Assert.Equal(Mail, (await Read(silo, leaver, token)).Attributes["mail"]);
        await c.Server.Stop();

        token = await Forget(a, leaver);

        await IsForgotten(b, leaver, token);
        await IsForgotten(a, leaver, token);
        await IsForgotten(await Start("c"), leaver, token);
        await b.Server.Stop();
        await IsForgotten(await Start("b"), leaver, token);
        Assert.Equal("IDENTITY_FORGOTTEN", (await Refused.By(a.Identities.UpdateIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = leaver, Attributes = { ["mail"] = Mail }, UpdateMask = new() { Paths = { "attributes.mail" } },
        }))).Reason);
    }

    private static async Task<(string Identity, string Token)> Register(Caller silo)
    {
        var request = new RegisterIdentityRequest
        {
            RequestId = Caller.NewRequest(), Identity = Caller.Identity(Caller.New("leaver")), Kind = IdentityKind.Employee, Attributes = { ["mail"] = Mail },
        };
        return (request.Identity, (await silo.Identities.RegisterIdentityAsync(request)).Receipt.Token);
    }

    private static async Task<Identity> Read(Caller silo, string identity, string token) =>
        (await silo.Identities.GetIdentityAsync(new() { Identity = identity, AtLeast = token })).Identity;

    private static async Task<string> Forget(Caller admin, string leaver)
    {
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = leaver });
        using var first = await admin.Issue(await admin.NewIdentityOf("persons/a", LinkRole.Person), Role.Administrator);
        using var second = await admin.Issue(await admin.NewIdentityOf("persons/b", LinkRole.Person), Role.Administrator);
        await first.Identities.RequestForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = leaver });
        return (await second.Identities.ConfirmForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = leaver })).Receipt.Token;
    }

    private static async Task IsForgotten(Caller silo, string leaver, string token)
    {
        var identity = await Read(silo, leaver, token);
        Assert.True(identity.Forgotten);
        Assert.Empty(identity.Attributes);
        Assert.Empty((await silo.Identities.FindIdentitiesAsync(new() { Attribute = "mail", Value = Mail })).Identities);
    }
}
