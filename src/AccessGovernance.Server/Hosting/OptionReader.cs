using System.CommandLine;
using System.Globalization;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.Server.Clusters;

namespace AccessGovernance.Server.Hosting;

/// <summary>
/// Reads the options: the command line wins over the environment (ACCESSGOVERNANCE_DATA, …), that over the configuration file
/// ({"data": …}), that over the defaults. Each of them is on tools/deploy/CONFIGURATION.md. An unknown name or a bad value is an error that names it.
/// </summary>
public static class OptionReader
{
    private static readonly Dictionary<string, Func<ServerOptions, string, ServerOptions>> Settings = new(StringComparer.Ordinal)
    {
        ["data"] = (o, v) => o with { DataDirectory = v },
        ["grpc-port"] = (o, v) => o with { GrpcPort = Port("grpc-port", v) },
        ["http-port"] = (o, v) => o with { HttpPort = Port("http-port", v) },
        ["listen"] = (o, v) => o with { Listen = OneOf("listen", v, "loopback", "any") },
        ["tls-certificate"] = (o, v) => o with { TlsCertificate = v },
        ["tls-certificate-key"] = (o, v) => o with { TlsCertificateKey = v },
        ["calls-per-second"] = (o, v) => o with { CallsPerSecond = Number("calls-per-second", v, 1, 10_000_000) },
        ["max-message-bytes"] = (o, v) => o with { MaxMessageBytes = Number("max-message-bytes", v, 64 * 1024, 16 * 1024 * 1024) },
        ["eventstore"] = (o, v) => o with { EventStore = Good("eventstore", () => ConnectionString.Parse(v)) },
        ["eventstore-prefix"] = (o, v) => o with { EventStorePrefix = Good("eventstore-prefix", () => new StorePrefix(v)) },
        ["cluster-postgres"] = (o, v) => o with { ClusterPostgres = new PostgresConnection(v) },
        ["cluster-id"] = (o, v) => o with { ClusterId = v },
        ["silo-port"] = (o, v) => o with { SiloPort = Number("silo-port", v, 1, 65_535) },
        ["gateway-port"] = (o, v) => o with { GatewayPort = Port("gateway-port", v) },
        ["silo-listen"] = (o, v) => o with { SiloListen = v },
        ["silo-certificate"] = (o, v) => o with { SiloCertificate = v },
        ["silo-certificate-key"] = (o, v) => o with { SiloCertificateKey = v },
        ["silo-ca"] = (o, v) => o with { SiloCa = v },
        ["silo-plain"] = (o, v) => o with { SiloPlain = OneOf("silo-plain", v, "on", "off") == "on" },
        ["master-key"] = (o, v) => o with { MasterKey = v },
        ["token-signing-key"] = (o, v) => o with { TokenSigningKey = v },
        ["migrate"] = (o, v) => o with { Migrate = OneOf("migrate", v, "on", "off") == "on" },
        ["eventstore-endpoint"] = (o, v) => o with { EventStoreEndpoint = Port("eventstore-endpoint", v) },
        ["eventstore-certificate"] = (o, v) => o with { EventStoreCertificate = v },
        ["eventstore-certificate-key"] = (o, v) => o with { EventStoreCertificateKey = v },
        ["eventstore-anonymous-loopback"] = (o, v) =>
            o with { EventStoreAnonymousLoopback = OneOf("eventstore-anonymous-loopback", v, "on", "off") == "on" },
        ["eventstore-plain-store"] = (o, v) => o with { EventStorePlainStore = v },
        ["dashboard"] = (o, v) => o with { Dashboard = OneOf("dashboard", v, "on", "off") == "on" },
        ["log-format"] = (o, v) => o with { LogFormat = OneOf("log-format", v, "text", "json") },
        ["otlp-endpoint"] = (o, v) => o with { OtlpEndpoint = v },
        ["message-console"] = (o, v) => o with { MessageConsole = OneOf("message-console", v, "on", "off") == "on" },
        ["message-link"] = (o, v) => o with { MessageLink = v },
        ["message-templates"] = (o, v) => o with { MessageTemplates = v },
        ["smtp-host"] = (o, v) => o with { SmtpHost = v },
        ["smtp-port"] = (o, v) => o with { SmtpPort = Number("smtp-port", v, 1, 65_535) },
        ["smtp-tls"] = (o, v) => o with { SmtpTls = OneOf("smtp-tls", v, "starttls", "tls", "none") },
        ["smtp-user"] = (o, v) => o with { SmtpUser = v },
        ["smtp-password"] = (o, v) => o with { SmtpPassword = new HiddenText(v) },
        ["smtp-from"] = (o, v) => o with { SmtpFrom = v },
        ["webhook-url"] = (o, v) => o with { WebhookUrl = v },
        ["webhook-key"] = (o, v) => o with { WebhookKey = new HiddenText(v) },
        ["clock-offset-ms"] = (o, v) => o with { ClockOffsetMs = Number("clock-offset-ms", v, -1_000_000_000, 1_000_000_000) },
    };

    private static readonly Dictionary<string, string> Help = new(StringComparer.Ordinal)
    {
        ["data"] = "Directory of history, keys and tokens [default: ./data]",
        ["grpc-port"] = "Port of the gRPC API, HTTP/2 [default: 5080]",
        ["http-port"] = "Port of health (/healthz, /livez, /readyz) and metrics (/metrics), HTTP/1.1 [default: 5081]",
        ["listen"] = "loopback, or any to accept connections from other machines [default: loopback]",
        ["tls-certificate"] = "Certificate of the gRPC port, .pfx or PEM, read again when it changes [default: none, no TLS]",
        ["tls-certificate-key"] = "Key of that certificate, PEM",
        ["calls-per-second"] = "Calls per second and caller, answered with RESOURCE_EXHAUSTED beyond [default: 20000]",
        ["max-message-bytes"] = "Largest message, both ways [default: 4194304]",
        ["eventstore"] = "EventStoreDB or KurrentDB that keeps the history, esdb://user:password@host:2113; better set in the environment, "
            + "as others on this machine can read command lines [default: a file in the data directory]",
        ["eventstore-prefix"] = "What the names of this deployment's streams begin with there [default: accessgovernance]",
        ["cluster-postgres"] = "PostgreSQL that the silos of a cluster share, Host=…;Database=…;Username=…;Password=…; better set in the "
            + "environment [default: none, a server of one process]",
        ["cluster-id"] = "Tells clusters in one database apart [default: accessgovernance]",
        ["silo-port"] = "Port where this silo listens to the others of the cluster [default: 11111]",
        ["gateway-port"] = "Port for clients of Orleans; callers of the API need none [default: 0, none]",
        ["silo-listen"] = "Address of this machine by which the other silos reach it [default: 127.0.0.1]",
        ["silo-certificate"] = "Certificate that this silo shows to the others, .pfx or PEM [default: none, no TLS, on loopback only]",
        ["silo-certificate-key"] = "Key of that certificate, PEM",
        ["silo-ca"] = "Authorities that sign the certificates of silos, and of nothing else with the same DNS name, PEM",
        ["silo-plain"] = "on: silos on several machines speak without TLS, where something else encrypts and guards their network [default: off]",
        ["master-key"] = "File of the key that wraps the others, the same on every silo [default: master.key in the data directory]",
        ["token-signing-key"] = "File of the key that signs tokens, the same on every silo [default: token-signing.key in the data directory]",
        ["migrate"] = "on: make tables and keys of the cluster where they are missing, and end [default: off]",
        ["eventstore-endpoint"] = "Port where EventStoreDB's clients read and follow the history, with an auditor's token as password [default: none]",
        ["eventstore-certificate"] = "Certificate of that port, .pfx or PEM; without one it is on loopback only and without TLS",
        ["eventstore-certificate-key"] = "Key of that certificate, PEM",
        ["eventstore-anonymous-loopback"] = "on: callers on this machine need no token at that port [default: off]",
        ["eventstore-plain-store"] = "For tests, never for access: only an EventStoreDB at that port, open or for user:password [default: none]",
        ["dashboard"] = "on: Orleans' dashboard at /dashboard of the HTTP port, for callers on this machine with an administrator's token as "
            + "password; every grain call is counted for it [default: off]",
        ["log-format"] = "text, or json for one object a line [default: text]",
        ["otlp-endpoint"] = "URL that traces are sent to by OTLP, such as http://127.0.0.1:4317 [default: $OTEL_EXPORTER_OTLP_ENDPOINT, else none]",
        ["message-console"] = "off: messages of campaigns are no lines of the log, where they are named by ids [default: on]",
        ["message-link"] = "What links in messages begin with, such as https://access.example.org [default: none, no links]",
        ["message-templates"] = "JSON file of what messages say, such as {\"reminder\": {\"subject\": \"…\", \"text\": \"{count} … {deadline}\"}}; "
            + "kinds: launch, stage-begun, reminder, escalation, deadline, not-begun, remediation, overdue, exceptions-ended [default: English texts]",
        ["smtp-host"] = "Mail server that takes messages of campaigns [default: none, no mail]",
        ["smtp-port"] = "Its port [default: 587]",
        ["smtp-tls"] = "starttls, tls from the first byte, or none [default: starttls]",
        ["smtp-user"] = "User there, with smtp-password [default: none]",
        ["smtp-password"] = "Password there; better set in the environment, as others on this machine can read command lines",
        ["smtp-from"] = "Address that mail comes from, such as reviews@example.org",
        ["webhook-url"] = "https URL that messages of campaigns are posted to as JSON [default: none]",
        ["webhook-key"] = "Key that signs them, 16 characters at least; better set in the environment",
        ["clock-offset-ms"] = "Added to the node's clock, for tests of wrong clocks [default: 0]",
    };

    /// <summary>Settings that hold a password; the environment may name a file for each instead.</summary>
    public static IReadOnlySet<string> Secrets => EnvironmentSettings.Secrets;

    /// <summary>The command line of the server; <paramref name="run"/> gets the options when they are good.</summary>
    public static RootCommand Command(Func<ServerOptions, CancellationToken, Task<int>> run)
    {
        var root = new RootCommand("The AccessGovernance server: grants, withdrawals, and who had access when, over gRPC.\n\n"
            + "Example: AccessGovernance.Server --data /var/lib/accessgovernance --grpc-port 5080\n"
            + "Every option can also be set as an environment variable (ACCESSGOVERNANCE_GRPC_PORT) or in the file of --config.");
        var options = Help.ToDictionary(h => h.Key, h => new Option<string?>("--" + h.Key) { Description = h.Value });
        // Said alone it means on.
        options["migrate"].Arity = ArgumentArity.ZeroOrOne;
        foreach (var option in options.Values)
            root.Options.Add(option);
        var config = new Option<string?>("--config") { Description = "JSON file with the same names, such as {\"grpc-port\": 5080}" };
        root.Options.Add(config);
        root.SetAction((parsed, cancellation) =>
        {
            var given = options.Where(o => parsed.GetResult(o.Value) is { Implicit: false }).ToDictionary(o => o.Key, o => parsed.GetValue(o.Value) ?? "on");
            return run(Read(parsed.GetValue(config), given), cancellation);
        });
        return root;
    }

    /// <exception cref="StartException">A setting is unknown or bad.</exception>
    public static ServerOptions Read(string? configFile, IReadOnlyDictionary<string, string> commandLine)
    {
        if (EnvironmentSettings.FindUnknown(Settings.Keys.Append("config")) is { } unknown)
            throw new StartException($"unknown setting {unknown} in the environment", "tools/deploy/CONFIGURATION.md has all names: correct it, or unset it");
        configFile ??= EnvironmentSettings.Find("config");
        var settings = configFile is null ? [] : ConfigFile.Read(configFile);
        foreach (var name in Settings.Keys)
        {
            if (EnvironmentSettings.Find(name) is { } value)
                settings[name] = value;
        }
        foreach (var (name, value) in commandLine)
            settings[name] = value;
        var options = new ServerOptions();
        foreach (var (name, value) in settings)
        {
            if (!Settings.TryGetValue(name, out var apply))
                throw new StartException($"unknown setting '{name}' in {configFile}", $"known are: {string.Join(", ", Settings.Keys)}");
            options = apply(options, value);
        }
        return options;
    }

    private static int Port(string name, string value) => Number(name, value, 0, 65_535);

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new StartException($"{name} is '{value}'", $"give a whole number from {least} to {most}");

    private static T Good<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EventStoreSettingsException e)
        {
            throw new StartException($"{name}: {e.Problem}", e.Remedy);
        }
    }

    private static string OneOf(string name, string value, params string[] allowed) =>
        allowed.Contains(value) ? value : throw new StartException($"{name} is '{value}'", $"give one of: {string.Join(", ", allowed)}");
}
