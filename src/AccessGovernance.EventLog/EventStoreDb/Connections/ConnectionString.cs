using System.Globalization;

namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>
/// Reads <c>scheme://[user:password@]host[:port][,host[:port]…][/][?option=value&amp;…]</c>, the form that the official clients share. User,
/// password and values may be percent-encoded. Messages name the part that is wrong and never repeat user, password or the whole.
/// </summary>
public static class ConnectionString
{
    /// <summary>Seeds in one connection string.</summary>
    public const int MaxHosts = 32;

    private const string Discover = "+discover";
    private static readonly string[] Schemes = ["esdb", "kurrentdb", "kurrent", "kdb"];

    /// <exception cref="EventStoreSettingsException">Something in it is wrong.</exception>
    public static EventStoreSettings Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (scheme, rest) = Cut(text, "://") ?? throw BadScheme();
        var discovers = scheme.EndsWith(Discover, StringComparison.OrdinalIgnoreCase);
        if (!Schemes.Contains(discovers ? scheme[..^Discover.Length] : scheme, StringComparer.OrdinalIgnoreCase))
            throw BadScheme();
        var end = rest.IndexOfAny(['/', '?']);
        var (authority, path) = end < 0 ? (rest, "") : (rest[..end], rest[end..]);
        var at = authority.LastIndexOf('@');
        var hosts = Hosts(authority[(at + 1)..]);
        var settings = new EventStoreSettings
        {
            Hosts = hosts,
            Discovers = discovers || hosts.Count > 1,
            Credentials = at < 0 ? null : Credentials(authority[..at]),
        };
        return ConnectionOptions.Apply(settings, Options(path));
    }

    internal static string Decode(string what, string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                throw new EventStoreSettingsException($"{what} has a % that two hexadecimal digits do not follow", "write % itself as %25");
        return Uri.UnescapeDataString(text);
    }

    private static EventStoreSettingsException BadScheme() => new("the connection string has no scheme that is known",
        $"begin it with {string.Join(", ", Schemes.Select(s => s + "://"))}, or with +discover before the colon");

    private static StoreCredentials Credentials(string text)
    {
        var (user, password) = Cut(text, ":")
            ?? throw new EventStoreSettingsException("the connection string has a user without a password", "write user:password@ before the host");
        return user.Length == 0
            ? throw new EventStoreSettingsException("the connection string has an empty user", "write user:password@ before the host")
            : new StoreCredentials(Decode("the user", user), Decode("the password", password));
    }

    private static List<StoreEndpoint> Hosts(string text)
    {
        var hosts = text.Split(',').Select(Host).ToList();
        return hosts.Count > MaxHosts
            ? throw new EventStoreSettingsException($"the connection string has {hosts.Count} hosts", $"give at most {MaxHosts}")
            : hosts;
    }

    private static StoreEndpoint Host(string text)
    {
        // An IPv6 address stands in brackets, so that its colons are told from that of the port.
        var colon = text.StartsWith('[') ? text.IndexOf("]:", StringComparison.Ordinal) + 1 : text.LastIndexOf(':');
        var (host, port) = colon > 0 ? (text[..colon], text[(colon + 1)..]) : (text, StoreEndpoint.DefaultPort.ToString(CultureInfo.InvariantCulture));
        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new EventStoreSettingsException("the connection string has a host that is no name and no address", "give host or host:port, by commas");
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65_535
            ? new StoreEndpoint(host, number)
            : throw new EventStoreSettingsException("the connection string has a port that is none",
                "give a number from 1 to 65535; in user and password write / and ? percent-encoded");
    }

    private static IEnumerable<(string Name, string Value)> Options(string path)
    {
        var query = path.TrimStart('/');
        if (query.Length == 0)
            yield break;
        if (query[0] != '?' || path.Length - query.Length > 1)
            throw new EventStoreSettingsException("the connection string has a path", "put nothing but / between the hosts and the ?");
        foreach (var pair in query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, "=") ?? throw new EventStoreSettingsException($"option '{pair}' has no value", "write option=value");
            yield return (name, Decode($"option {name}", value));
        }
    }

    private static (string Before, string After)? Cut(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + mark.Length)..]) : null;
}
