using AccessGovernance.EventStoreProtocol;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>The history is for auditors and administrators, over TLS, and for nobody else.</summary>
public sealed class WhoMayRead : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Certificates certificates;
    private ServerProcess server = null!;
    private Caller admin = null!;

    public WhoMayRead() => certificates = new Certificates(folder);

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start(
            folder.File("data"), "--eventstore-endpoint", "0", "--eventstore-certificate", certificates.Certificate,
            "--eventstore-certificate-key", certificates.Key);
        admin = Caller.Administrator(server);
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Auditors_and_administrators_with_their_token_as_password()
    {
        using var auditor = await admin.Issue(Role.Auditor);
        foreach (var password in new[] { auditor.Bearer!, admin.Bearer! })
        {
            using var face = Face(password);
            Assert.NotEmpty(await face.Events(Ask.All()));
        }
    }

    [Fact]
    public async Task Nobody_without_the_role_or_limited_to_applications()
    {
        using var reader = await admin.Issue(Role.Reader);
        using var provisioner = await admin.Issue(Role.Provisioner);
        using var scoped = await admin.Issue(Role.Auditor, await admin.NewApplication());
        foreach (var password in new[] { reader.Bearer!, provisioner.Bearer!, scoped.Bearer!, null })
            await AssertRefused(password, StatusCode.PermissionDenied, "access-denied");
        Assert.Contains("/event_store.client.streams.Streams/Read", await Denials(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_with_a_password_that_is_no_token()
    {
        await AssertRefused("nonsense", StatusCode.Unauthenticated, null);
        using var auditor = await admin.Issue(Role.Auditor);
        await AssertRefused(auditor.Bearer + "x", StatusCode.Unauthenticated, null);
    }

    [Fact]
    public async Task A_subscription_ends_when_its_token_is_revoked()
    {
        using var auditor = await admin.Issue(Role.Auditor);
        using var face = Face(auditor.Bearer);
        using var following = face.Follow(Ask.AllFromEnd().Live());
        await following.Until(ReadResp.ContentOneofCase.CaughtUp);
        await admin.Tokens.RevokeTokenAsync(new() { RequestId = Caller.NewRequest(), TokenId = (string?)Jwt.Claims(auditor.Bearer!)["jti"] });
        await admin.NewIdentity();
        Assert.Equal(StatusCode.Unauthenticated, (await following.End()).StatusCode);
    }

    [Fact]
    public async Task One_token_leaves_room_for_the_others()
    {
        const int most = 16;
        using var auditor = await admin.Issue(Role.Auditor);
        using var face = Face(auditor.Bearer);
        using var others = Face(admin.Bearer);
        var running = Enumerable.Range(0, most).Select(_ => face.Follow(Ask.AllFromEnd().Live())).ToList();
        foreach (var following in running)
            await following.Until(ReadResp.ContentOneofCase.CaughtUp);
        using var oneMore = face.Follow(Ask.AllFromEnd().Live());
        Assert.Equal(StatusCode.ResourceExhausted, (await oneMore.End()).StatusCode);
        using var another = others.Follow(Ask.AllFromEnd().Live());
        await another.Until(ReadResp.ContentOneofCase.CaughtUp);
        Assert.NotEmpty(await face.Events(Ask.All()));
        running.ForEach(f => f.Dispose());
    }

    [Fact]
    public async Task Gossip_and_features_are_for_anybody()
    {
        using var face = Face(null);
        Assert.Single((await face.Gossip.ReadAsync(new(), face.Call())).Members);
        Assert.NotEmpty((await face.Features.GetSupportedMethodsAsync(new(), face.Call())).Methods);
    }

    [Fact]
    public async Task Without_a_certificate_a_token_is_asked_for_too()
    {
        using var other = new TemporaryFolder();
        await using var plain = await ServerProcess.Start(other.Path, "--eventstore-endpoint", "0", "--listen", "any");
        Assert.Equal("127.0.0.1", plain.Face.Host);
        using var nobody = FaceCaller.Of(plain);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => nobody.Events(Ask.All()))).StatusCode);
        using var administrator = Caller.Administrator(plain);
        using var somebody = FaceCaller.Of(plain, administrator.Bearer!);
        Assert.NotEmpty(await somebody.Events(Ask.All()));
    }

    [Fact]
    public async Task A_plain_store_may_ask_for_one_password()
    {
        using var other = new TemporaryFolder();
        await using var store = await ServerProcess.Start(other.Path, "--eventstore-endpoint", "0", "--eventstore-plain-store", "auditor:secret");
        using var known = FaceCaller.Of(store, "secret");
        Assert.Empty(await known.Events(Ask.All()));
        using var wrong = FaceCaller.Of(store, "other");
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => wrong.Events(Ask.All()))).StatusCode);
    }

    public void Dispose()
    {
        certificates.Dispose();
        folder.Dispose();
    }

    private FaceCaller Face(string? password) => new(server.Face, password, certificates.Server);

    private async Task AssertRefused(string? password, StatusCode code, string? exception)
    {
        using var face = Face(password);
        var e = await Assert.ThrowsAsync<RpcException>(() => face.Events(Ask.All()));
        Assert.Equal((code, exception), (e.StatusCode, e.Trailers.GetValue("exception")));
    }

    // Written by a queue of its own; a stopped server has written all of it.
    private async Task<string> Denials()
    {
        await server.Stop();
        return await File.ReadAllTextAsync(Path.Combine(server.Data, "denials.log"));
    }
}

/// <summary>A face that cannot be as it was asked for is not started at all.</summary>
public sealed class FaceSettings
{
    [Theory]
    [InlineData("eventstore-endpoint", "--eventstore-plain-store", "open")]
    [InlineData("eventstore-certificate", "--eventstore-endpoint", "0", "--eventstore-certificate-key", "key.pem")]
    [InlineData("missing.pem", "--eventstore-endpoint", "0", "--eventstore-certificate", "missing.pem")]
    [InlineData("eventstore-anonymous-loopback", "--eventstore-endpoint", "0", "--eventstore-anonymous-loopback", "perhaps")]
    [InlineData("eventstore-plain-store", "--eventstore-endpoint", "0", "--eventstore-plain-store", "closed")]
    public async Task Settings_that_contradict_each_other_are_named(string named, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var (code, output) = await ServerProcess.Fail(folder.Path, options);
        Assert.NotEqual(0, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
