using System.Text.Json.Nodes;

namespace AccessGovernance.Cli.Output;

/// <summary>One column: the key of the rows' values, and whether the table for people has room for it.</summary>
internal sealed record Column(string Key, bool InTable = true)
{
    public string Header => Key.Replace('_', ' ');
}

/// <summary>Rows with the same keys. Programs get every key, people the columns of the table.</summary>
/// <param name="Name">What the rows are: the key of the JSON array.</param>
internal sealed record Listing(string Name, IReadOnlyList<Column> Columns, IReadOnlyList<JsonObject> Rows)
{
    /// <summary>What else JSON says beside the rows.</summary>
    public JsonObject About { get; init; } = [];

    /// <summary>Lines for people that say how far the rows reach.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
