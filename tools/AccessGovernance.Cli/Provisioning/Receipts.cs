using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Provisioning;

/// <summary>Shows what an accepted command answered.</summary>
internal static class Receipts
{
    /// <summary>Prints the receipt. <paramref name="done"/> is plain text, such as <c>granted x to y</c>.</summary>
    public static ExitCode Show(CommandRun run, string done, Receipt? receipt, params IEnumerable<KeyValuePair<string, JsonNode?>> facts)
    {
        var all = new JsonObject();
        foreach (var (key, value) in facts)
            all[key] = value;
        all["changed"] = receipt?.Changed ?? false;
        all["position"] = receipt?.Position ?? 0;
        all["token"] = receipt?.Token ?? "";
        var already = receipt is { Changed: false } ? " [yellow](held already: nothing changed)[/]" : "";
        run.Print.Outcome($"[green]ok[/]  {Printer.Safe(done)}{already}", all, []);
        return ExitCode.Ok;
    }

    public static KeyValuePair<string, JsonNode?> Fact(string key, string value) => new(key, value);
}
