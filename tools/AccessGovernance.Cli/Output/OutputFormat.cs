namespace AccessGovernance.Cli.Output;

/// <summary>For people, or for programs.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Tsv,
}

/// <summary>The names of the formats on the command line.</summary>
internal static class OutputFormats
{
    /// <exception cref="FormatException">No such format.</exception>
    public static OutputFormat Parse(string text) => text switch
    {
        "table" => OutputFormat.Table,
        "json" => OutputFormat.Json,
        "tsv" => OutputFormat.Tsv,
        _ => throw new FormatException($"'{text}' is none of table, json, tsv"),
    };

    public static string NameOf(OutputFormat format) => format switch
    {
        OutputFormat.Json => "json",
        OutputFormat.Tsv => "tsv",
        _ => "table",
    };
}
