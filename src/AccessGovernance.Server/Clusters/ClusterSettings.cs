using System.Data.Common;
using System.Net;
using System.Text.RegularExpressions;
using AccessGovernance.Server.Hosting;
using Npgsql;

namespace AccessGovernance.Server.Clusters;

/// <summary>How to reach a PostgreSQL, in Npgsql's form. Prints as host and database, without its secrets.</summary>
public sealed class PostgresConnection
{
    /// <summary>Connections of one silo, where the string says nothing of it (Maximum Pool Size); two more ask for keys and for signs of life.</summary>
    public const int MaxConnections = 16;

    private readonly string name;

    /// <exception cref="StartException">It is no such connection string.</exception>
    public PostgresConnection(string text)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(text);
            if (parts.Host is not { Length: > 0 })
                throw new ArgumentException("no host", nameof(text));
            // Npgsql's own bound is that of a whole PostgreSQL.
            Text = SaysHowMany(text) ? text : $"{text.TrimEnd(';')};Maximum Pool Size={MaxConnections}";
            name = $"PostgreSQL at {parts.Host}, database {parts.Database ?? parts.Username}";
        }
        // The original may repeat a part of the string.
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StartException("cluster-postgres is no connection string of PostgreSQL",
                "give Host=…;Database=…;Username=…;Password=…, best in ACCESSGOVERNANCE_CLUSTER_POSTGRES");
        }
    }

    /// <summary>With its secrets.</summary>
    public string Text { get; }

    public override string ToString() => name;

    private static bool SaysHowMany(string text) => new DbConnectionStringBuilder { ConnectionString = text }.Keys.Cast<string>()
        .Any(key => key.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() is "MAXIMUMPOOLSIZE" or "MAXPOOLSIZE");
}

/// <summary>What makes this process one silo of several.</summary>
/// <param name="Address">By which the other silos reach this one, and where it listens to them.</param>
/// <param name="GatewayPort">0 for none: callers speak gRPC and need none.</param>
internal sealed partial record ClusterSettings(PostgresConnection Postgres, string Id, IPAddress Address, int SiloPort, int GatewayPort)
{
    private const string DefaultId = "accessgovernance";
    private const int DefaultSiloPort = 11_111;

    /// <summary>The file with the key that wraps the others, the same on every silo.</summary>
    public required string MasterKeyFile { get; init; }

    /// <summary>The file with the key that signs tokens, the same on every silo.</summary>
    public required string SigningKeyFile { get; init; }

    /// <summary>Null when silos speak without TLS.</summary>
    public SiloTlsSettings? Tls { get; init; }

    /// <summary>Null when the server is not asked to be one of several.</summary>
    /// <exception cref="StartException">The settings contradict each other.</exception>
    public static ClusterSettings? Of(ServerOptions options, DataDirectory data)
    {
        if (options.ClusterPostgres is not { } postgres)
        {
            return Unasked(options) is { } setting
                ? throw new StartException($"{setting} is given, but no cluster-postgres", $"name the cluster's database too, or leave out --{setting}")
                : null;
        }
        if (options.EventStore is null || options.EventStorePlainStore is not null)
        {
            throw new StartException("cluster-postgres is given, but no eventstore",
                "the silos of a cluster share one history: give --eventstore esdb://…, or leave out --cluster-postgres");
        }
        var id = options.ClusterId ?? DefaultId;
        if (!IdForm().IsMatch(id))
            throw new StartException($"cluster-id is '{id}'", "give 1 to 63 small letters, digits and dashes");
        var address = ParseAddress(options.SiloListen ?? "127.0.0.1");
        var (silo, gateway) = (options.SiloPort ?? DefaultSiloPort, options.GatewayPort ?? 0);
        return silo == gateway && silo != 0
            ? throw new StartException($"silo-port and gateway-port are both {silo}", "give two ports")
            : new ClusterSettings(postgres, id, address, silo, gateway)
            {
                MasterKeyFile = options.MasterKey ?? data.MasterKeyFile, SigningKeyFile = options.TokenSigningKey ?? data.SigningKey,
                Tls = options.Migrate ? null : SiloTlsSettings.Of(options, address),
            };
    }

    private static string? Unasked(ServerOptions options) =>
        options.ClusterId is not null ? "cluster-id"
        : options.SiloPort is not null ? "silo-port"
        : options.GatewayPort is not null ? "gateway-port"
        : options.SiloListen is not null ? "silo-listen"
        : options.SiloCertificate is not null ? "silo-certificate"
        : options.SiloCertificateKey is not null ? "silo-certificate-key"
        : options.SiloCa is not null ? "silo-ca"
        : options.SiloPlain ? "silo-plain"
        : options.MasterKey is not null ? "master-key"
        : options.TokenSigningKey is not null ? "token-signing-key"
        : options.Migrate ? "migrate" : null;

    private static IPAddress ParseAddress(string text) =>
        IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address
            : throw new StartException($"silo-listen is '{text}'",
                "give the one address of this machine by which the other silos reach it, such as 10.0.0.7: no name, and not 0.0.0.0");

    [GeneratedRegex("^[a-z0-9-]{1,63}$")]
    private static partial Regex IdForm();
}
