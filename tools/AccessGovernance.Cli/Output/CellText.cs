using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessGovernance.Cli.Output;

/// <summary>A JSON value as the text of one cell.</summary>
internal static class CellText
{
    public static string Of(JsonNode? value) => value switch
    {
        null => "",
        JsonArray array => string.Join(", ", array.Select(Of)),
        JsonObject o => string.Join(", ", o.Select(p => $"{p.Key}={Of(p.Value)}")),
        _ when value.GetValueKind() is JsonValueKind.True => "yes",
        _ when value.GetValueKind() is JsonValueKind.False => "no",
        _ => value.ToString(),
    };
}
