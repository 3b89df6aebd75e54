using Google.Protobuf.WellKnownTypes;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>One caller with its token. Says the everyday commands in a word; everything else goes through the generated clients.</summary>
public sealed class Caller : IDisposable
{
    public const string App = "app";

    private readonly GrpcChannel channel;

    public Caller(ServerProcess server, string? bearer)
    {
        (Server, Bearer) = (server, bearer);
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        if (server.Authority is { } authority)
            handler.SslOptions.CertificateChainPolicy = Authority.TrustIn(authority);
        channel = GrpcChannel.ForAddress(server.Grpc, new GrpcChannelOptions { MaxSendMessageSize = null, HttpHandler = handler });
        Invoker = channel.Intercept(new Bearing(bearer));
        (Identities, Entitlements, Provisioning) = (new(Invoker), new(Invoker), new(Invoker));
        (Imports, History, Tokens, Snapshots, Observations) = (new(Invoker), new(Invoker), new(Invoker), new(Invoker), new(Invoker));
        (Imports, History, Tokens, Snapshots) = (new(Invoker), new(Invoker), new(Invoker), new(Invoker));
        (Campaigns, Reviews, Analysis) = (new(Invoker), new(Invoker), new(Invoker));
    }

    public ServerProcess Server { get; }
    public string? Bearer { get; }
    public CallInvoker Invoker { get; }
    public IdentityService.IdentityServiceClient Identities { get; }
    public EntitlementService.EntitlementServiceClient Entitlements { get; }
    public ProvisioningService.ProvisioningServiceClient Provisioning { get; }
    public HistoryImportService.HistoryImportServiceClient Imports { get; }
    public AccessHistoryService.AccessHistoryServiceClient History { get; }
    public TokenService.TokenServiceClient Tokens { get; }
    public SnapshotService.SnapshotServiceClient Snapshots { get; }
    public ObservationService.ObservationServiceClient Observations { get; }
    public CampaignService.CampaignServiceClient Campaigns { get; }
    public ReviewService.ReviewServiceClient Reviews { get; }
    public AnalysisService.AnalysisServiceClient Analysis { get; }

    /// <summary>The administrator of the first start.</summary>
    public static Caller Administrator(ServerProcess server) => new(server, File.ReadAllText(Path.Combine(server.Data, "admin.token")).Trim());

    public static string NewRequest() => Guid.NewGuid().ToString();

    /// <summary>An id that no other test uses.</summary>
    public static string New(string kind) => $"{kind} {Guid.NewGuid():N}";

    public static string Identity(string id) => "identities/" + Uri.EscapeDataString(id);

    public static string Person(string id) => "persons/" + Uri.EscapeDataString(id);

    public static string Entitlement(string id) => "entitlements/" + Uri.EscapeDataString(id);

    public static string Application(string id) => "applications/" + Uri.EscapeDataString(id);

    public static Timestamp At(string time) => Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    public static Timestamp FromNow(TimeSpan distance)
    {
        var at = TimeProvider.System.GetUtcNow() + distance;
        return Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()));
    }

    public async Task<string> NewIdentity()
    {
        var name = Identity(New("identity"));
        await Identities.RegisterIdentityAsync(new() { RequestId = NewRequest(), Identity = name, Kind = IdentityKind.Employee });
        return name;
    }

    /// <summary>An identity that belongs to a person.</summary>
    public async Task<string> NewIdentityOf(string person, LinkRole role)
    {
        var name = await NewIdentity();
        await Identities.LinkIdentityAsync(new() { RequestId = NewRequest(), Identity = name, Person = person, Role = role });
        return name;
    }

    public async Task<string> NewApplication()
    {
        var name = Application(New("application"));
        await Entitlements.DefineApplicationAsync(new() { RequestId = NewRequest(), Application = name, GovernedFrom = At("2020-01-01T00:00:00Z") });
        return name;
    }

    public async Task<string> NewEntitlement(string application, int seats)
    {
        var name = Entitlement(New("entitlement"));
        await Entitlements.DefineEntitlementAsync(new()
        {
            RequestId = NewRequest(), Entitlement = name, Application = application, Kind = EntitlementKind.Role, Capacity = seats,
        });
        return name;
    }

    public async Task<string> NewEntitlement() => await NewEntitlement(await NewApplication(), 0);

    public async Task<GrantAccessResponse> Grant(string identity, string entitlement) =>
        await Provisioning.GrantAccessAsync(new() { RequestId = NewRequest(), Identity = identity, Entitlement = entitlement });

    public async Task<Receipt> Revoke(string identity, string entitlement, string grant) => (await Provisioning.RevokeAccessAsync(
        new() { RequestId = NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant })).Receipt;

    public async Task<CheckAccessResponse> Check(string identity, string entitlement) =>
        await History.CheckAccessAsync(new() { Identity = identity, Entitlement = entitlement });

    public async Task<string> Confer(string from, string to) =>
        (await Entitlements.ConferAsync(new() { RequestId = NewRequest(), From = from, To = to })).ConferralId;

    /// <summary>Another caller: with a token for an identity, one role, and a scope (none given: all applications).</summary>
    public async Task<Caller> Issue(string identity, Role role, params string[] applications) => new(Server, (await Tokens.IssueTokenAsync(
        new() { RequestId = NewRequest(), Identity = identity, Roles = { role }, Applications = { applications } })).Bearer);

    public async Task<Caller> Issue(Role role, params string[] applications) => await Issue(await NewIdentity(), role, applications);

    /// <summary>Terminates an identity, and forgets it by two persons.</summary>
    public async Task Forget(string identity)
    {
        await Identities.TerminateIdentityAsync(new() { RequestId = NewRequest(), Identity = identity, Reason = "left" });
        using var first = await Issue(await NewIdentityOf(Person("first"), LinkRole.Person), Role.Administrator);
        using var second = await Issue(await NewIdentityOf(Person("second"), LinkRole.Person), Role.Administrator);
        await first.Identities.RequestForgettingAsync(new() { RequestId = NewRequest(), Identity = identity });
        await second.Identities.ConfirmForgettingAsync(new() { RequestId = NewRequest(), Identity = identity });
    }

    public void Dispose() => channel.Dispose();
}
