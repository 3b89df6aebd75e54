using System.CommandLine;

namespace AccessGovernance.Cli.Identities;

/// <summary>Attributes as typed: <c>--attribute name=value</c>, any number of times.</summary>
internal static class AttributeOption
{
    public static readonly Option<string[]> Set = new("--attribute")
    {
        Description = "An attribute, such as department=Finance; may be given many times. Stored encrypted",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string[]> Remove = new("--remove")
    {
        Description = "Name of an attribute to remove; may be given many times",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    /// <exception cref="CommandFailed">No equals sign, or a name twice.</exception>
    public static Dictionary<string, string> Parse(IEnumerable<string> pairs)
    {
        const string next = "Write --attribute NAME=VALUE, each name once.";
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                throw CommandFailed.Usage($"'{pair}' is not NAME=VALUE", next);
            if (!attributes.TryAdd(pair[..equals], pair[(equals + 1)..]))
                throw CommandFailed.Usage($"the attribute '{pair[..equals]}' is given twice", next);
        }
        return attributes;
    }
}
