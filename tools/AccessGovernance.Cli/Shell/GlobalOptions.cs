using System.CommandLine;
using System.Globalization;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli.Shell;

/// <summary>Options that every command takes: where the server is, who asks, and how answers are shown.</summary>
internal sealed class GlobalOptions
{
    public const string DefaultServer = "http://127.0.0.1:5080";
    public const string DefaultTokenFile = "./data/admin.token";

    private const string ServerVariable = "AGCTL_SERVER";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    private readonly Option<Uri?> server = new("--server")
    {
        Description = $"Address of the server (environment: {ServerVariable}; otherwise {DefaultServer})",
        HelpName = "URL",
        Recursive = true,
        CustomParser = result => Parsing.Value(result, ServerUri),
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = $"File that holds the access token (environment: AGCTL_TOKEN_FILE; otherwise {DefaultTokenFile})",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string?> authorities = new("--ca")
    {
        Description = "PEM file of the authority that signed the server's certificate (environment: AGCTL_CA; otherwise those that this machine trusts)",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<TimeSpan?> timeout = new("--timeout")
    {
        Description = $"Seconds to wait for one answer of the server; otherwise {DefaultTimeout.TotalSeconds}",
        HelpName = "SECONDS",
        Recursive = true,
        CustomParser = result => Parsing.Value<TimeSpan?>(result, text => Seconds(text)),
    };

    public GlobalOptions()
    {
        foreach (var format in Enum.GetValues<OutputFormat>())
            Output.CompletionSources.Add(OutputFormats.NameOf(format));
    }

    public Option<OutputFormat> Output { get; } = new("--output")
    {
        Description = "How answers are shown: table (for people; otherwise that), json or tsv (for programs)",
        HelpName = "table|json|tsv",
        Recursive = true,
        CustomParser = result => Parsing.Value(result, OutputFormats.Parse),
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(server);
        root.Options.Add(tokenFile);
        root.Options.Add(authorities);
        root.Options.Add(Output);
        root.Options.Add(timeout);
    }

    /// <summary>What was typed; otherwise what the environment says.</summary>
    /// <exception cref="CommandFailed">The environment names no address.</exception>
    public ServerAddress AddressOf(ParseResult parsed, Surroundings surroundings) => new(
        parsed.GetValue(server) ?? FromEnvironment(surroundings.Environment(ServerVariable)),
        parsed.GetValue(tokenFile) ?? surroundings.Environment("AGCTL_TOKEN_FILE") ?? DefaultTokenFile,
        parsed.GetValue(timeout) ?? DefaultTimeout)
    {
        Authorities = parsed.GetValue(authorities) ?? surroundings.Environment("AGCTL_CA"),
    };

    private static Uri FromEnvironment(string? text)
    {
        try
        {
            return ServerUri(text ?? DefaultServer);
        }
        catch (FormatException e)
        {
            throw CommandFailed.Usage($"{ServerVariable}: {e.Message}", $"Correct {ServerVariable}, or give --server URL.");
        }
    }

    private static Uri ServerUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new FormatException($"'{text}' is not an address such as {DefaultServer}");

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var s) && s > 0
            && s <= MaxTimeout.TotalSeconds
            ? TimeSpan.FromSeconds(s)
            : throw new FormatException($"'{text}' is not a number of seconds between 0 and {MaxTimeout.TotalSeconds}");
}
