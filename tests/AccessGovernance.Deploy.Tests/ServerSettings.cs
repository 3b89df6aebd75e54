using System.Text.RegularExpressions;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Deploy.Tests;

/// <summary>The settings that the server knows, by name, with what it says of each.</summary>
internal static partial class ServerSettings
{
    private const string Prefix = "ACCESSGOVERNANCE_";
    private const string InFile = "_FILE";

    public static IReadOnlyDictionary<string, string> Known { get; } = OptionReader.Command((_, _) => Task.FromResult(0)).Options
        .Where(o => o is not (System.CommandLine.Help.HelpOption or System.CommandLine.VersionOption))
        .ToDictionary(o => o.Name.TrimStart('-'), o => o.Description ?? "");

    /// <summary>What the server says it does without the setting; "none" where it says nothing.</summary>
    public static string DefaultOf(string name) => Default().Match(Known[name]) is { Success: true } found ? found.Groups[1].Value : "none";

    public static string VariableOf(string name) => Prefix + name.Replace('-', '_').ToUpperInvariant();

    /// <summary>Whether the server reads a variable of the environment: NAME, and NAME_FILE for what holds a password.</summary>
    public static bool Reads(string variable) => Known.Keys.Any(name =>
        VariableOf(name) == variable || (OptionReader.Secrets.Contains(name) && VariableOf(name) + InFile == variable));

    [GeneratedRegex(@"\[default: (.*)\]")]
    private static partial Regex Default();
}
