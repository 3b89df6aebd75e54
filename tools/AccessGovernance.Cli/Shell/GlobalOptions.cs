using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli.Shell;

/// <summary>Options that every command takes: where the server is, who asks, and how answers are shown.</summary>
internal sealed class GlobalOptions
{
    public const string DefaultServer = "http://127.0.0.1:5080";
    public const string DefaultTokenFile = "./data/admin.token";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    public GlobalOptions(Surroundings surroundings)
    {
        Server = new Option<Uri>("--server")
        {
            Description = $"Address of the server (environment: AGCTL_SERVER; otherwise {DefaultServer})",
            HelpName = "URL",
            Recursive = true,
            DefaultValueFactory = result => FromEnvironment(result, surroundings.Environment("AGCTL_SERVER") ?? DefaultServer),
            CustomParser = result => Parsing.Value(result, ServerUri),
        };
        TokenFile = new Option<string>("--token-file")
        {
            Description = $"File that holds the access token (environment: AGCTL_TOKEN_FILE; otherwise {DefaultTokenFile})",
            HelpName = "FILE",
            Recursive = true,
            DefaultValueFactory = _ => surroundings.Environment("AGCTL_TOKEN_FILE") ?? DefaultTokenFile,
        };
        Authorities = new Option<string?>("--ca")
        {
            Description = "PEM file of the authority that signed the server's certificate (environment: AGCTL_CA; otherwise those that this machine trusts)",
            HelpName = "FILE",
            Recursive = true,
            DefaultValueFactory = _ => surroundings.Environment("AGCTL_CA"),
        };
        foreach (var format in Enum.GetValues<OutputFormat>())
            Output.CompletionSources.Add(OutputFormats.NameOf(format));
    }

    public Option<Uri> Server { get; }

    public Option<string> TokenFile { get; }

    public Option<string?> Authorities { get; }

    public Option<OutputFormat> Output { get; } = new("--output")
    {
        Description = "How answers are shown: table (for people; otherwise that), json or tsv (for programs)",
        HelpName = "table|json|tsv",
        Recursive = true,
        CustomParser = result => Parsing.Value(result, OutputFormats.Parse),
    };

    public Option<TimeSpan> Timeout { get; } = new("--timeout")
    {
        Description = $"Seconds to wait for one answer of the server; otherwise {DefaultTimeout.TotalSeconds}",
        HelpName = "SECONDS",
        Recursive = true,
        CustomParser = result => Parsing.Value(result, Seconds),
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Server);
        root.Options.Add(TokenFile);
        root.Options.Add(Authorities);
        root.Options.Add(Output);
        root.Options.Add(Timeout);
    }

    private static Uri FromEnvironment(SymbolResult result, string text)
    {
        try
        {
            return ServerUri(text);
        }
        catch (FormatException e)
        {
            result.AddError($"AGCTL_SERVER: {e.Message}");
            return new Uri(DefaultServer);
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
