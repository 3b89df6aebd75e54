using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests;

/// <summary>
/// Plain checks are answered ahead of the service, which answers whatever is not plain: whoever asks must not see a difference.
/// </summary>
[Trait("Rule", "4")]
public sealed class CheckingAtOnce(RunningServer server) : IClassFixture<RunningServer>
{
    private const string UnusualId = "CN=Ops & %20/é, „Zażółć“ 😀:x";
    private const string Method = "/accessgovernance.v1.AccessHistoryService/CheckAccess";

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Grants_of_the_entitlement_itself_are_told_as_the_service_tells_them()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await Same(admin, identity, entitlement, CheckReason.NoGrant);
        await admin.Grant(identity, entitlement);
        await admin.Grant(identity, entitlement);
        Assert.Equal(2, (await Same(admin, identity, entitlement, CheckReason.Allowed)).Grants.Count);
    }

    [Fact]
    public async Task Paths_over_several_conferrals_are_told_as_the_service_tells_them()
    {
        var identity = await admin.NewIdentity();
        var steps = new List<string>();
        for (var i = 0; i < 6; i++)
            steps.Add(await admin.NewEntitlement());
        for (var i = 1; i < steps.Count; i++)
            await admin.Confer(steps[i - 1], steps[i]);
        await admin.Confer(steps[2], steps[5]);
        await admin.Grant(identity, steps[0]);
        var told = await Same(admin, identity, steps[5], CheckReason.Allowed);
        Assert.Equal([steps[0], steps[1], steps[2]], told.Path.Select(s => s.From));
    }

    [Fact]
    public async Task Suspended_and_terminated_identities_are_refused_as_the_service_refuses_them()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await admin.Grant(identity, entitlement);
        await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        Assert.Single((await Same(admin, identity, entitlement, CheckReason.Suspended)).Grants);
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity });
        await Same(admin, identity, entitlement, CheckReason.Terminated);
    }

    [Fact, Trait("Rule", "1")]
    public async Task Names_are_read_and_written_whatever_their_ids_have_in_them()
    {
        var (identity, entitlement) = (Caller.Identity(UnusualId), Caller.Entitlement(UnusualId));
        await admin.Identities.RegisterIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity, Kind = IdentityKind.Employee });
        await admin.Entitlements.DefineEntitlementAsync(new()
        {
            RequestId = Caller.NewRequest(), Entitlement = entitlement, Application = await admin.NewApplication(), Kind = EntitlementKind.Role,
        });
        await admin.Grant(identity, entitlement);
        Assert.Equal(entitlement, Assert.Single((await Same(admin, identity, entitlement, CheckReason.Allowed)).Grants).Entitlement);
        Assert.True((await admin.Check("identities/" + UnusualId.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2f",
            StringComparison.Ordinal), entitlement)).Allowed);
        foreach (var wrong in new[] { identity[..^1] + "%", identity[..^1] + "%C3", identity + "/", "identities/", "persons/" + UnusualId })
            Assert.Equal(StatusCode.InvalidArgument, (await Refused.By(admin.History.CheckAccessAsync(
                new() { Identity = wrong, Entitlement = entitlement }))).Code);
    }

    [Fact]
    public async Task Callers_with_a_scope_see_what_lies_in_it()
    {
        var (application, identity) = (await admin.NewApplication(), await admin.NewIdentity());
        var (inside, outside) = (await admin.NewEntitlement(application, 0), await admin.NewEntitlement());
        await admin.Confer(outside, inside);
        await admin.Grant(identity, outside);
        using var scoped = await admin.Issue(Role.Reader, application);
        var told = await Same(scoped, identity, inside, CheckReason.Allowed);
        Assert.True(told.Basis.LimitedToScope);
        Assert.Empty(told.Grants);
        Assert.Equal(StatusCode.PermissionDenied, (await Refused.By(scoped.History.CheckAccessAsync(
            new() { Identity = identity, Entitlement = outside }))).Code);
    }

    [Fact, Trait("Rule", "2")]
    public async Task Instants_are_judged_and_refused_as_the_service_does()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await admin.Grant(identity, entitlement);
        async Task<CheckAccessResponse> At(Timestamp at, Knowledge? knowledge) => await admin.History.CheckAccessAsync(
            new() { Identity = identity, Entitlement = entitlement, ValidAt = at, Knowledge = knowledge });
        foreach (var at in new[] { new Timestamp(), Caller.At("1931-05-06T07:08:09.010Z"), Caller.At("2150-01-01T00:00:00Z") })
            Assert.Equal(await At(at, new Knowledge()), await At(at, null));
        foreach (var wrong in new[] { new Timestamp { Seconds = 1, Nanos = 1 }, new Timestamp { Nanos = -1 }, new Timestamp { Seconds = long.MaxValue } })
            Assert.Equal(["valid_at"], (await Refused.By(At(wrong, null))).Fields);
    }

    [Fact, Trait("Rule", "5")]
    public async Task Applications_that_are_not_governed_yet_are_told_as_the_service_tells_them()
    {
        var application = Caller.Application(Caller.New("application"));
        await admin.Entitlements.DefineApplicationAsync(new()
        {
            RequestId = Caller.NewRequest(), Application = application, GovernedFrom = Caller.At("2100-01-01T00:00:00Z"),
        });
        var told = await Same(admin, await admin.NewIdentity(), await admin.NewEntitlement(application, 0), CheckReason.NoGrant);
        Assert.Equal(application, Assert.Single(told.Basis.NotKnown).Application);
    }

    [Fact]
    public async Task A_call_that_is_handed_on_counts_once()
    {
        using var folder = new TemporaryFolder();
        await using var slow = await ServerProcess.Start(folder.Path, "--calls-per-second", "2");
        using var caller = Caller.Administrator(slow);
        // From the second call on the token is known.
        for (var i = 0; i < 2; i++)
            Assert.Equal(StatusCode.NotFound, (await Refused.By(caller.History.CheckAccessAsync(
                new() { Identity = "identities/nobody", Entitlement = "entitlements/nothing" }))).Code);
    }

    [Fact]
    public async Task Compressed_and_unusual_requests_are_answered_by_the_service()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await admin.Grant(identity, entitlement);
        var question = new CheckAccessRequest { Identity = identity, Entitlement = entitlement };
        var packed = await admin.History.CheckAccessAsync(question, new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        Assert.True(packed.Allowed);
        Assert.Equal("0", await Send(question.ToByteArray(), "application/grpc+proto", 0));
        Assert.Equal("0", await Send(question.ToByteArray(), "application/grpc", 0));
        Assert.NotEqual("0", await Send(question.ToByteArray(), "application/grpc", 1));
        Assert.NotEqual("0", await Send(question.ToByteArray(), "application/grpc", -1));
        // Parts of one field are put together: five seconds and a nanosecond, which is finer than what is known.
        var inParts = new[] { new Timestamp { Nanos = 1 }, new Timestamp { Seconds = 5 } }.SelectMany(part =>
            new CheckAccessRequest(question) { ValidAt = part }.ToByteArray());
        Assert.Equal("3", await Send([.. inParts], "application/grpc", 0));
    }

    // The service is asked about the instant that was judged; it alone reads what is said of knowledge.
    private static async Task<CheckAccessResponse> Same(Caller caller, string identity, string entitlement, CheckReason reason)
    {
        var question = new CheckAccessRequest { Identity = identity, Entitlement = entitlement };
        var told = await caller.History.CheckAccessAsync(question);
        var ofInstant = new CheckAccessRequest(question) { ValidAt = told.Basis.ValidFrom };
        Assert.Equal(await caller.History.CheckAccessAsync(new(ofInstant) { Knowledge = new() }), told);
        Assert.Equal(told, await caller.History.CheckAccessAsync(ofInstant));
        var verdict = await caller.History.CheckAccessAsync(new(question) { VerdictOnly = true });
        Assert.Equal((reason, reason, 0), (told.Reason, verdict.Reason, verdict.Grants.Count + verdict.Path.Count));
        return told;
    }

    /// <param name="missing">By how many bytes the message is longer than what is sent.</param>
    /// <returns>The status as it comes over the wire.</returns>
    private async Task<string> Send(byte[] message, string contentType, int missing)
    {
        using var client = new HttpClient();
        var body = new byte[message.Length + 5];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), message.Length + missing);
        message.CopyTo(body, 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Process.Grpc, Method))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Authorization = AuthenticationHeaderValue.Parse("Bearer " + admin.Bearer);
        using var response = await client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (response.TrailingHeaders.TryGetValues("grpc-status", out var trailing) ? trailing : response.Headers.GetValues("grpc-status")).Single();
    }
}
