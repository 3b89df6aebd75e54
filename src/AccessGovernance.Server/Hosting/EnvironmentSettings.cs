using System.Text.RegularExpressions;

namespace AccessGovernance.Server.Hosting;

/// <summary>
/// Settings in the environment: ACCESSGOVERNANCE_ and the name in capitals. What holds a password may lie in a file, as orchestrators hand out
/// secrets: ACCESSGOVERNANCE_…_FILE then names the file.
/// </summary>
internal static partial class EnvironmentSettings
{
    private const string Prefix = "ACCESSGOVERNANCE_";
    private const string InFile = "_FILE";
    private const int MaxBytes = 16 * 1024;

    /// <summary>Settings that hold a password.</summary>
    public static IReadOnlySet<string> Secrets { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "eventstore", "cluster-postgres", "eventstore-plain-store", "smtp-password", "webhook-key" };

    /// <summary>Null when it is not set, or empty.</summary>
    /// <exception cref="StartException">It is set in both ways, or its file cannot be read.</exception>
    public static string? Find(string name)
    {
        var variable = VariableOf(name);
        var value = Get(variable);
        if (!Secrets.Contains(name) || Get(variable + InFile) is not { } file)
            return value;
        return value is null
            ? Read(variable + InFile, file)
            : throw new StartException($"{variable} and {variable + InFile} are set both", "set one of them");
    }

    /// <summary>What begins like a setting and is none, misspelt perhaps; null where all are known.</summary>
    /// <remarks>Kubernetes tells of a service called "accessgovernance" in variables that begin alike.</remarks>
    public static string? FindUnknown(IEnumerable<string> names)
    {
        var known = names.Select(VariableOf).Concat(Secrets.Select(s => VariableOf(s) + InFile)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(v => v.StartsWith(Prefix, StringComparison.Ordinal) && !known.Contains(v))
            .FirstOrDefault(v => !ServiceLink().IsMatch(v) && Get(v)?.StartsWith("tcp://", StringComparison.Ordinal) is false);
    }

    [GeneratedRegex("_SERVICE_(HOST|PORT)|_PORT_[0-9]+_TCP")]
    private static partial Regex ServiceLink();

    private static string VariableOf(string name) => Prefix + name.Replace('-', '_').ToUpperInvariant();

    private static string? Get(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static string Read(string variable, string file)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxBytes })
                throw new IOException($"it is longer than {MaxBytes} bytes");
            return File.ReadAllText(file).Trim() is { Length: > 0 } value ? value : throw new IOException("it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{variable}: the file {file} cannot be used: {e.Message}",
                "name a file with the setting in it, readable by the server's user");
        }
    }
}
