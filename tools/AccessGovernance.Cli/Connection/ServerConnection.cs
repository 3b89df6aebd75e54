using AccessGovernance.Api.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace AccessGovernance.Cli.Connection;

/// <summary>One channel to the server; every call carries the caller's token and a deadline.</summary>
internal sealed class ServerConnection : IDisposable
{
    public const int MaxMessageBytes = 64 * 1024 * 1024;

    /// <summary>Bytes of an answer that may be on their way before its reader asks for more.</summary>
    private const int MaxUnread = 4 * 1024 * 1024;

    private const int MaxTokenBytes = 16 * 1024;

    private readonly GrpcChannel channel;
    private readonly Metadata headers;
    private readonly TimeProvider clock;
    private readonly CancellationToken cancellation;

    private ServerConnection(ServerAddress address, string token, TimeProvider clock, CancellationToken cancellation)
    {
        Timeout = address.Timeout;
        (this.clock, this.cancellation) = (clock, cancellation);
        headers = new Metadata { { "authorization", $"Bearer {token}" } };
        channel = GrpcChannel.ForAddress(address.Server, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = MaxMessageBytes,
            HttpHandler = new SocketsHttpHandler
            {
                InitialHttp2StreamWindowSize = MaxUnread, EnableMultipleHttp2Connections = true, SslOptions = ServerTrust.Of(address.Authorities),
            },
            DisposeHttpClient = true,
        });
        Identities = new(channel);
        Entitlements = new(channel);
        Conditions = new(channel);
        Provisioning = new(channel);
        History = new(channel);
        Imports = new(channel);
        Tokens = new(channel);
        Snapshots = new(channel);
        Observations = new(channel);
        Campaigns = new(channel);
        Reviews = new(channel);
        Analysis = new(channel);
    }

    public TimeSpan Timeout { get; }

    public SnapshotService.SnapshotServiceClient Snapshots { get; }

    public ObservationService.ObservationServiceClient Observations { get; }
    public CampaignService.CampaignServiceClient Campaigns { get; }

    public ReviewService.ReviewServiceClient Reviews { get; }

    public AnalysisService.AnalysisServiceClient Analysis { get; }

    public IdentityService.IdentityServiceClient Identities { get; }

    public EntitlementService.EntitlementServiceClient Entitlements { get; }

    public ConditionService.ConditionServiceClient Conditions { get; }

    public ProvisioningService.ProvisioningServiceClient Provisioning { get; }

    public AccessHistoryService.AccessHistoryServiceClient History { get; }

    public HistoryImportService.HistoryImportServiceClient Imports { get; }

    public TokenService.TokenServiceClient Tokens { get; }

    /// <summary>For one call that must be answered within the timeout.</summary>
    public CallOptions Call => new(headers, clock.GetUtcNow().UtcDateTime + Timeout, cancellation);

    /// <summary>For a stream of any length, which its reader must watch over.</summary>
    public CallOptions Stream(CancellationToken watched) => new(headers, deadline: null, watched);

    /// <exception cref="CommandFailed">The token or the authorities cannot be read.</exception>
    public static ServerConnection Open(ServerAddress address, Surroundings surroundings, CancellationToken cancellation)
    {
        var token = ReadToken(address.TokenFile);
        if (address.IsExposed)
            surroundings.Error.WriteLine($"warning: the token travels unencrypted to {address.Server.Host}; use an https address");
        return new ServerConnection(address, token, surroundings.Clock, cancellation);
    }

    public void Dispose() => channel.Dispose();

    private static string ReadToken(string file)
    {
        const string next = "Name it with --token-file FILE or AGCTL_TOKEN_FILE; the server writes its first one to DATA/admin.token.";
        var found = new FileInfo(file);
        if (!found.Exists)
            throw new CommandFailed(ExitCode.Unreachable, $"there is no token file '{file}'", next);
        if (found.Length > MaxTokenBytes)
            throw new CommandFailed(ExitCode.Unreachable, $"'{file}' is too long to be a token", next);
        try
        {
            var token = File.ReadAllText(file).Trim();
            return token.Length > 0 && token.All(c => c is > ' ' and <= '~')
                ? token
                : throw new CommandFailed(ExitCode.Unreachable, $"'{file}' holds no token", next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailed(ExitCode.Unreachable, $"the token file '{file}' cannot be read: {e.Message}", next);
        }
    }
}
