using System.Globalization;

namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>The options of a connection string: their names (any case), what they may be, and what they set.</summary>
internal static class ConnectionOptions
{
    private const int MostMs = 600_000;

    /// <summary>Documents of the store give this option in seconds, some of its clients read milliseconds: smaller numbers are seconds.</summary>
    private const int GossipTimeoutMsFrom = 100;

    private const int KeepAliveMsAdvised = 10_000;

    private static readonly Dictionary<string, Func<EventStoreSettings, string, EventStoreSettings>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tls"] = (s, v) => s with { Tls = Bool("tls", v) },
        ["tlsVerifyCert"] = (s, v) => s with { VerifiesCertificate = Bool("tlsVerifyCert", v) },
        ["tlsCaFile"] = (s, v) => s with { CertificateAuthorityFile = NotEmpty("tlsCaFile", v) },
        ["userCertFile"] = (s, v) => s with { ClientCertificateFile = NotEmpty("userCertFile", v) },
        ["userKeyFile"] = (s, v) => s with { ClientKeyFile = NotEmpty("userKeyFile", v) },
        ["connectionName"] = (s, v) => s with { ConnectionName = HeaderText("connectionName", v) },
        ["nodePreference"] = (s, v) => s with { Preference = Preference(v) },
        ["maxDiscoverAttempts"] = (s, v) => s with { MaxDiscoverAttempts = Number("maxDiscoverAttempts", v, 1, 1_000) },
        ["discoveryInterval"] = (s, v) => s with { DiscoveryInterval = Ms(Number("discoveryInterval", v, 1, MostMs)) },
        ["gossipTimeout"] = (s, v) => s with { GossipTimeout = GossipTimeout(Number("gossipTimeout", v, 1, MostMs)) },
        ["defaultDeadline"] = (s, v) => s with { DefaultDeadline = Ms(Number("defaultDeadline", v, 1, MostMs)) },
        ["keepAliveInterval"] = (s, v) => s with { KeepAliveInterval = KeepAlive("keepAliveInterval", v) },
        ["keepAliveTimeout"] = (s, v) => s with { KeepAliveTimeout = KeepAlive("keepAliveTimeout", v) },
        // How a client tells its caller of a conflict: here it is always a result.
        ["throwOnAppendFailure"] = (s, v) => Unchanged(s, Bool("throwOnAppendFailure", v)),
    };

    public static EventStoreSettings Apply(EventStoreSettings settings, IEnumerable<(string Name, string Value)> options)
    {
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in options)
        {
            if (!Known.TryGetValue(name, out var apply))
                throw new EventStoreSettingsException($"option '{name}' is unknown", $"known are {string.Join(", ", Known.Keys)}");
            if (!given.Add(name))
                throw new EventStoreSettingsException($"option '{name}' is given twice", "give it once");
            settings = apply(settings, value);
        }
        if (settings.ClientCertificateFile is null != settings.ClientKeyFile is null)
            throw new EventStoreSettingsException("one of userCertFile and userKeyFile is missing", "give both or none");
        if (!settings.Tls && settings.ClientCertificateFile is not null)
            throw new EventStoreSettingsException("userCertFile needs TLS", "give tls=true, or leave out userCertFile and userKeyFile");
        return settings with { Warnings = [.. Warnings(settings)] };
    }

    private static EventStoreSettings Unchanged(EventStoreSettings settings, bool ignored) => settings;

    private static IEnumerable<string> Warnings(EventStoreSettings settings)
    {
        if (!settings.Tls)
            yield return "The connection to the event store is not encrypted (tls=false)"
                + (settings.Credentials is null ? "." : ": its user and password travel in the clear.");
        else if (!settings.VerifiesCertificate)
            yield return "Any certificate of the event store is accepted (tlsVerifyCert=false).";
        if (settings.KeepAliveInterval < Ms(KeepAliveMsAdvised))
            yield return $"keepAliveInterval is below {KeepAliveMsAdvised} ms; the event store advises against it.";
    }

    private static bool Bool(string name, string value) => bool.TryParse(value, out var set) ? set : throw Bad(name, value, "give true or false");

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Bad(name, value, $"give a whole number from {least} to {most}");

    // The sockets of the platform know no shorter pause than a second.
    private static TimeSpan? KeepAlive(string name, string value) => value == "-1" ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms is >= 1_000 and <= MostMs ? Ms(ms)
        : throw Bad(name, value, $"give milliseconds from 1000 to {MostMs}, or -1 for never");

    private static TimeSpan GossipTimeout(int number) => number < GossipTimeoutMsFrom ? TimeSpan.FromSeconds(number) : Ms(number);

    private static NodePreference Preference(string value) =>
        Enum.GetValues<NodePreference>().FirstOrDefault(p => p.ToString().Equals(value, StringComparison.OrdinalIgnoreCase)) is var found && found != 0
            ? found
            : throw Bad("nodePreference", value, "give leader, follower, random or readOnlyReplica");

    private static string NotEmpty(string name, string value) => value.Length > 0 ? value : throw Bad(name, value, "give the path of a PEM file");

    private static string HeaderText(string name, string value) => value.Length is > 0 and <= 100 && value.All(c => c is >= ' ' and <= '~')
        ? value
        : throw Bad(name, value, "give 1 to 100 printable ASCII characters");

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);

    private static EventStoreSettingsException Bad(string name, string value, string remedy) => new($"{name} is '{value}'", remedy);
}
