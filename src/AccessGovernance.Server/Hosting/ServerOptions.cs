using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.Server.Clusters;

namespace AccessGovernance.Server.Hosting;

/// <summary>Everything that can be set, with its default. See <see cref="OptionReader"/> for names and sources.</summary>
public sealed record ServerOptions
{
    /// <summary>Where history, keys, cached state and tokens live; made with mode 0700 when missing.</summary>
    public string DataDirectory { get; init; } = "./data";

    public int GrpcPort { get; init; } = 5080;

    public int HttpPort { get; init; } = 5081;

    /// <summary>"loopback" or "any".</summary>
    public string Listen { get; init; } = "loopback";

    /// <summary>Certificate of the gRPC port: .pfx, or PEM with <see cref="TlsCertificateKey"/>; null for no TLS.</summary>
    public string? TlsCertificate { get; init; }

    public string? TlsCertificateKey { get; init; }

    /// <summary>Calls per second that one caller may make; as many may come at once.</summary>
    public int CallsPerSecond { get; init; } = 20_000;

    /// <summary>Largest message in either direction, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Orleans' dashboard on the HTTP port, for administrators on this machine.</summary>
    public bool Dashboard { get; init; }

    /// <summary>"text", or "json" for one object a line.</summary>
    public string LogFormat { get; init; } = "text";

    /// <summary>Where traces are sent by OTLP; null for nowhere, unless OpenTelemetry's own variable names it.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Each message of a campaign is a line of the log, by ids.</summary>
    public bool MessageConsole { get; init; } = true;

    /// <summary>What links in messages begin with; null for messages without links.</summary>
    public string? MessageLink { get; init; }

    /// <summary>A file that says what messages say; null for our own texts.</summary>
    public string? MessageTemplates { get; init; }

    /// <summary>The server that messages are mailed by; null for no mail.</summary>
    public string? SmtpHost { get; init; }

    public int SmtpPort { get; init; } = 587;

    /// <summary>"starttls", "tls" or "none".</summary>
    public string SmtpTls { get; init; } = "starttls";

    /// <summary>Null where the mail server asks for none.</summary>
    public string? SmtpUser { get; init; }

    public HiddenText? SmtpPassword { get; init; }

    /// <summary>The address that mail comes from.</summary>
    public string? SmtpFrom { get; init; }

    /// <summary>Where messages are posted to; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Signs what is posted.</summary>
    public HiddenText? WebhookKey { get; init; }

    /// <summary>Added to the clock of this node, in milliseconds: for tests of clocks that are wrong.</summary>
    public long ClockOffsetMs { get; init; }

    /// <summary>The EventStoreDB that keeps the history; null for a file in the data directory. Prints without its secrets.</summary>
    public EventStoreSettings? EventStore { get; init; }

    /// <summary>What the names of this deployment's streams begin with there.</summary>
    public StorePrefix EventStorePrefix { get; init; } = new(StorePrefix.DefaultName);

    /// <summary>The database that the silos of a cluster share; null for a server of one process. Prints without its secrets.</summary>
    public PostgresConnection? ClusterPostgres { get; init; }

    /// <summary>Tells clusters in one database apart.</summary>
    public string? ClusterId { get; init; }

    /// <summary>Where this silo listens to the others; null for 11111.</summary>
    public int? SiloPort { get; init; }

    /// <summary>Where it listens to clients of Orleans; null or 0 for nowhere: callers speak gRPC.</summary>
    public int? GatewayPort { get; init; }

    /// <summary>The address by which other silos reach this one; null for 127.0.0.1.</summary>
    public string? SiloListen { get; init; }

    /// <summary>Certificate that this silo shows to the others: .pfx, or PEM with <see cref="SiloCertificateKey"/>; null for no TLS.</summary>
    public string? SiloCertificate { get; init; }

    public string? SiloCertificateKey { get; init; }

    /// <summary>The authorities that sign for silos, PEM.</summary>
    public string? SiloCa { get; init; }

    /// <summary>Silos speak without TLS although they are on several machines.</summary>
    public bool SiloPlain { get; init; }

    /// <summary>The file with the key that wraps the others, of a cluster; null for the one in the data directory.</summary>
    public string? MasterKey { get; init; }

    /// <summary>The file with the key that signs tokens, of a cluster; null for the one in the data directory.</summary>
    public string? TokenSigningKey { get; init; }

    /// <summary>Makes tables and keys of a cluster where they are missing, and nothing else.</summary>
    public bool Migrate { get; init; }

    /// <summary>Port of the EventStoreDB face; null for none.</summary>
    public int? EventStoreEndpoint { get; init; }

    /// <summary>Certificate of the face: .pfx, or PEM with <see cref="EventStoreCertificateKey"/>; null for loopback without TLS.</summary>
    public string? EventStoreCertificate { get; init; }

    public string? EventStoreCertificateKey { get; init; }

    /// <summary>Callers on this machine need no credentials at the face.</summary>
    public bool EventStoreAnonymousLoopback { get; init; }

    /// <summary>For tests: nothing but an EventStoreDB that anybody ("open") or a "user:password" may write; null for the real server.</summary>
    public string? EventStorePlainStore { get; init; }
}
