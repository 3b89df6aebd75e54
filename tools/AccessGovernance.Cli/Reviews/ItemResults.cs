using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using Google.Rpc;

namespace AccessGovernance.Cli.Reviews;

/// <summary>What became of each of many items, for people and programs.</summary>
internal static class ItemResults
{
    public static KeyValuePair<string, JsonNode?> Refused(IEnumerable<DecidedItem> items) =>
        new("refused", new JsonArray([.. items.Select(i => (JsonNode)$"{i.Item}: {Why(i.Error)}")]));

    public static string Why(Status? error) => error is null ? "" : $"{error.Message} ({error.GetDetail<ErrorInfo>()?.Reason})";
}
