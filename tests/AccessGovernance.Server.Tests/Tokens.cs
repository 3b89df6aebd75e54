using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace AccessGovernance.Server.Tests;

/// <summary>Bearer tokens: forged, foreign, expired and revoked ones are refused, the last at once and for good.</summary>
[Trait("Rule", "authorisation")]
public sealed class Tokens(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    private JsonObject Claims => Jwt.Claims(admin.Bearer!);

    private string KeyFile => Path.Combine(server.Process.Data, "token-signing.key");

    [Fact]
    public async Task Forged_tokens_are_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = ECDsa.Create();
        own.ImportFromPem(await File.ReadAllTextAsync(KeyFile));
        var raised = Claims;
        raised["sub"] = "root";
        string[] forged =
        [
            "", "x", "a.b.c", admin.Bearer![..^2], admin.Bearer + "A", Jwt.Sign(Claims, other), Jwt.Unsigned(Claims), Jwt.Swap(admin.Bearer!, raised),
            Jwt.Hmac(Claims, own.ExportSubjectPublicKeyInfo()), new string('a', 7_000),
        ];
        foreach (var bearer in forged)
            await AssertRefused(bearer);
    }

    [Fact]
    public async Task A_token_of_another_store_or_audience_is_refused()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(KeyFile));
        var (foreign, audience) = (Claims, Claims);
        (foreign["iss"], audience["aud"]) = (Guid.NewGuid().ToString(), "others");
        await AssertRefused(Jwt.Sign(foreign, key));
        await AssertRefused(Jwt.Sign(audience, key));
        // The key is the right one: the same claims, unchanged, are accepted.
        using var genuine = new Caller(server.Process, Jwt.Sign(Claims, key));
        await genuine.NewIdentity();
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(KeyFile));
        var expired = Claims;
        expired["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 1;
        await AssertRefused(Jwt.Sign(expired, key));
    }

    [Fact]
    public async Task A_revoked_token_is_refused_at_once()
    {
        var identity = await admin.NewIdentity();
        for (var round = 0; round < 20; round++)
        {
            var issued = await admin.Tokens.IssueTokenAsync(new() { RequestId = Caller.NewRequest(), Identity = identity, Roles = { Role.Reader } });
            using var reader = new Caller(server.Process, issued.Bearer);
            await reader.Entitlements.ListApplicationsAsync(new());
            await admin.Tokens.RevokeTokenAsync(new() { RequestId = Caller.NewRequest(), TokenId = issued.TokenId });
            await AssertRefused(issued.Bearer);
        }
    }

    [Fact]
    public async Task A_stream_that_was_open_ends_when_its_token_is_revoked()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var issued = await admin.Tokens.IssueTokenAsync(
            new() { RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Roles = { Role.Provisioner } });
        using var provisioner = new Caller(server.Process, issued.Bearer);
        using var changes = provisioner.Provisioning.ApplyChanges();
        ApplyChangesRequest Change() => new() { Grant = new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement } };
        await changes.RequestStream.WriteAsync(Change());
        Assert.True(await changes.ResponseStream.MoveNext());
        Assert.NotNull(changes.ResponseStream.Current.Grant);

        await admin.Tokens.RevokeTokenAsync(new() { RequestId = Caller.NewRequest(), TokenId = issued.TokenId });
        await changes.RequestStream.WriteAsync(Change());

        Assert.True(await changes.ResponseStream.MoveNext());
        Assert.Equal((int)StatusCode.Unauthenticated, changes.ResponseStream.Current.Error?.Code);
    }

    [Fact]
    public async Task A_retried_issue_answers_the_same_token()
    {
        var request = new IssueTokenRequest { RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Roles = { Role.Reader } };
        var (first, second) = (await admin.Tokens.IssueTokenAsync(request), await admin.Tokens.IssueTokenAsync(request));
        Assert.Equal((first.TokenId, first.ExpiresAt, first.Receipt.Token), (second.TokenId, second.ExpiresAt, second.Receipt.Token));
        Assert.False(second.Receipt.Changed);
        using var reader = new Caller(server.Process, second.Bearer);
        await reader.Entitlements.ListApplicationsAsync(new());
    }

    [Fact, Trait("Rule", "6")]
    public async Task A_token_serves_only_while_its_identity_may_act()
    {
        var identity = await admin.NewIdentity();
        using var reader = await admin.Issue(identity, Role.Reader);
        await reader.Entitlements.ListApplicationsAsync(new());
        await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        await AssertNotActive(reader);
        await admin.Identities.ResumeIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        await reader.Entitlements.ListApplicationsAsync(new());
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        await AssertNotActive(reader);
    }

    [Theory, InlineData("King"), InlineData("1"), InlineData(""), InlineData("administrator")]
    public async Task A_role_that_is_not_known_gives_nothing(string role)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(KeyFile));
        var claims = Claims;
        claims["roles"] = new JsonArray(role);
        using var nobody = new Caller(server.Process, Jwt.Sign(claims, key));
        var refused = await Refused.By(nobody.Entitlements.ListApplicationsAsync(new()));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_MISSING"), (refused.Code, refused.Reason));
        // Beside one that is known, it takes nothing away.
        claims["roles"] = new JsonArray(role, "Reader");
        using var reader = new Caller(server.Process, Jwt.Sign(claims, key));
        await reader.Entitlements.ListApplicationsAsync(new());
        Assert.Equal("ROLE_MISSING", (await Refused.By(reader.NewIdentity())).Reason);
    }

    private static async Task AssertNotActive(Caller caller)
    {
        var refused = await Refused.By(caller.Entitlements.ListApplicationsAsync(new()));
        Assert.Equal((StatusCode.PermissionDenied, "IDENTITY_NOT_ACTIVE"), (refused.Code, refused.Reason));
    }

    private async Task AssertRefused(string bearer)
    {
        using var caller = new Caller(server.Process, bearer);
        Assert.Equal(StatusCode.Unauthenticated, (await Refused.By(caller.Entitlements.ListApplicationsAsync(new()))).Code);
    }
}
