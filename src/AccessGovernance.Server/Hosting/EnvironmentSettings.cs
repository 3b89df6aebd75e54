namespace AccessGovernance.Server.Hosting;

/// <summary>
/// Settings in the environment: ACCESSGOVERNANCE_ and the name in capitals. What holds a password may lie in a file, as orchestrators hand out
/// secrets: ACCESSGOVERNANCE_…_FILE then names the file.
/// </summary>
internal static class EnvironmentSettings
{
    private const string Prefix = "ACCESSGOVERNANCE_";
    private const string InFile = "_FILE";
    private const int MaxBytes = 16 * 1024;

    /// <summary>Settings that hold a password.</summary>
    public static IReadOnlySet<string> Secrets { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "eventstore", "cluster-postgres", "eventstore-plain-store" };

    /// <summary>Null when it is not set, or empty.</summary>
    /// <exception cref="StartException">It is set in both ways, or its file cannot be read.</exception>
    public static string? Find(string name)
    {
        var variable = Prefix + name.Replace('-', '_').ToUpperInvariant();
        var value = Get(variable);
        if (!Secrets.Contains(name) || Get(variable + InFile) is not { } file)
            return value;
        return value is null
            ? Read(variable + InFile, file)
            : throw new StartException($"{variable} and {variable + InFile} are set both", "set one of them");
    }

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
