using System.CommandLine;
using AccessGovernance.Api.V1;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Shell;

/// <summary>Arguments and options that mean the same wherever they occur.</summary>
internal static class Inputs
{
    public static readonly Argument<string> Identity = Id("IDENTITY", "Id of the identity");

    public static readonly Argument<string> Entitlement = Id("ENTITLEMENT", "Id of the entitlement");

    public static readonly Option<string?> RequestId = new("--request-id")
    {
        Description = "UUID of this request: repeat a call whose outcome is unknown with the same one (otherwise a new one is made)",
        HelpName = "UUID",
        CustomParser = result => Parsing.Value(result, Uuid),
    };

    public static readonly Option<string?> Reason = Text("--reason", "TEXT", "Why; needed for what is back-dated. Stored encrypted");

    /// <summary>The reason of what is never back-dated.</summary>
    public static readonly Option<string?> Why = Text("--reason", "TEXT", "Why; may be left out. Stored encrypted");

    public static readonly Option<Timestamp?> At = Time("--at", "From when it holds; otherwise now");

    public static readonly Option<Timestamp?> From = Time("--from", "Beginning of the validity; otherwise now");

    public static readonly Option<Timestamp?> Until = Time("--until", "End of the validity, exclusive; otherwise open-ended");

    public static readonly Option<string?> AtLeast = Text("--at-least", "TOKEN", "Wait until the answer is at least as new as this token");

    public static Argument<string> Id(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    public static Option<Timestamp?> Time(string name, string description) => new(name)
    {
        Description = $"{description} (ISO 8601 with zone; a plain date is its first instant in UTC)",
        HelpName = "TIME",
        CustomParser = result => Parsing.Value<Timestamp?>(result, TimeText.Parse),
    };

    /// <summary>An option whose values are the words of an enumeration of the API.</summary>
    public static Option<T> Word<T>(string name, string description, T otherwise)
        where T : struct, System.Enum => new WordOption<T>(name, description, otherwise);

    /// <summary>A period, or null when neither end is given.</summary>
    public static Validity? Period(Timestamp? from, Timestamp? until) =>
        from is null && until is null ? null : new Validity { From = from, Until = until };

    private static string Uuid(string text) =>
        Guid.TryParse(text, out var id) ? id.ToString("D") : throw new FormatException($"'{text}' is not a UUID");
}
