using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using Google.Rpc;

namespace AccessGovernance.Cli.Reviews;

/// <summary>What became of each of many items, for people and programs.</summary>
internal static class ItemResults
{
    /// <summary>Refusals that people are shown; programs get all of them.</summary>
    private const int MaxShown = 20;

    public static KeyValuePair<string, JsonNode?> Refused(IEnumerable<DecidedItem> items) =>
        new("refused", new JsonArray([.. items.Select(i => (JsonNode)$"{i.Item}: {Why(i.Error)}")]));

    public static string Why(Status? error) => error is null ? "" : $"{error.Message} ({error.GetDetail<ErrorInfo>()?.Reason})";

    /// <summary>All of them in JSON, otherwise the first ones and how many more there are.</summary>
    public static JsonArray Cut(IReadOnlyList<string> refusals, OutputFormat format)
    {
        var shown = format == OutputFormat.Json ? refusals.Count : MaxShown;
        IEnumerable<string> rest = refusals.Count > shown ? [$"… and {refusals.Count - shown} more; --output json has all"] : [];
        return new([.. refusals.Take(shown).Concat(rest).Select(r => (JsonNode)r)]);
    }
}
