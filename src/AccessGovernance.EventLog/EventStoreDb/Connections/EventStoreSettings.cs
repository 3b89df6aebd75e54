namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>Which member of a cluster is spoken to, where there is a choice.</summary>
public enum NodePreference
{
    /// <summary>The leader, and nobody else answers: calls carry <c>requires-leader</c>.</summary>
    Leader = 1,

    Follower = 2,
    Random = 3,
    ReadOnlyReplica = 4,
}

/// <summary>Host and port of one node.</summary>
public sealed record StoreEndpoint(string Host, int Port)
{
    public const int DefaultPort = 2113;

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>A name and its password. Prints as the name alone.</summary>
public sealed record StoreCredentials(string User, string Password)
{
    public override string ToString() => User;
}

/// <summary>
/// How to reach an EventStoreDB or KurrentDB: everything that a connection string can say, with the defaults of the official clients.
/// Its printed form holds no secret.
/// </summary>
public sealed record EventStoreSettings
{
    /// <summary>A single node, or the seeds that are asked for the members of the cluster; at least one.</summary>
    public required IReadOnlyList<StoreEndpoint> Hosts { get; init; }

    /// <summary>Whether the hosts are asked by gossip which node to use; false for one host without <c>+discover</c>.</summary>
    public required bool Discovers { get; init; }

    /// <summary>Sent with every call, also without TLS.</summary>
    public StoreCredentials? Credentials { get; init; }

    public bool Tls { get; init; } = true;

    /// <summary>False accepts any certificate of the server.</summary>
    public bool VerifiesCertificate { get; init; } = true;

    /// <summary>PEM file with the only certification authorities that are trusted; null for those of the system.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>PEM files of the client's certificate and its key: both or none.</summary>
    public string? ClientCertificateFile { get; init; }

    public string? ClientKeyFile { get; init; }

    /// <summary>Shown by the server in its diagnostics.</summary>
    public string ConnectionName { get; init; } = "accessgovernance";

    public NodePreference Preference { get; init; } = NodePreference.Leader;

    /// <summary>Rounds over all seeds before a node counts as not found.</summary>
    public int MaxDiscoverAttempts { get; init; } = 10;

    /// <summary>Pause between two rounds, and between two attempts of one call.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long one seed may take to connect and to answer.</summary>
    public TimeSpan GossipTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long everything but a read may take, its repetitions included.</summary>
    public TimeSpan DefaultDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before an idle connection is tried; null for never.</summary>
    public TimeSpan? KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a tried connection may take to answer; null for ever.</summary>
    public TimeSpan? KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is allowed but should be known: to be logged at the start. Without secrets.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public override string ToString() =>
        $"{(Discovers ? "cluster of " : "")}{string.Join(", ", Hosts)} ({(Tls ? "TLS" : "no TLS")}, user {Credentials?.User ?? "none"})";
}

/// <summary>A connection string, or a file that it names, cannot be used: what is wrong, and what is allowed. Holds no secret.</summary>
public sealed class EventStoreSettingsException(string problem, string remedy, Exception? inner = null) : Exception($"{problem}: {remedy}", inner)
{
    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
