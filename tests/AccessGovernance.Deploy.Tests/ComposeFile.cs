using System.Text.Json;

namespace AccessGovernance.Deploy.Tests;

/// <summary>
/// compose.yaml as the schema of its specification lets it pass, with anchors resolved. What reads it is installed as package-lock.json says.
/// </summary>
public sealed class ComposeFile : IAsyncLifetime
{
    private static readonly string Node = Path.Combine(AppContext.BaseDirectory, "node");
    private static readonly Lazy<string?> Problem = new(() => Task.Run(Install).GetAwaiter().GetResult());

    /// <summary>Why it cannot be read; null when it can.</summary>
    public static string? Missing => Problem.Value;

    public JsonElement Root { get; private set; }

    public string Text { get; } = DeployFiles.Read("compose.yaml");

    public IReadOnlyDictionary<string, JsonElement> Services => Root.GetProperty("services").EnumerateObject().ToDictionary(s => s.Name, s => s.Value);

    public IEnumerable<JsonElement> Silos => Services.Where(s => s.Key.StartsWith("silo", StringComparison.Ordinal)).Select(s => s.Value);

    /// <summary>What the shell of a silo's container runs to find out whether it is ready.</summary>
    public string HealthTest => Silos.First().GetProperty("healthcheck").GetProperty("test").EnumerateArray().Last().GetString()!;

    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return;
        var (code, output) = await Programs.RunIn(Node, "node", "compose.mjs", Path.Combine(DeployFiles.Folder, "compose.yaml"));
        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(output);
        Root = json.RootElement.Clone();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<string?> Install()
    {
        if (!Programs.Has("node") || !Programs.Has("npm"))
            return "Node and npm are not installed";
        var locked = await File.ReadAllTextAsync(Path.Combine(Node, "package-lock.json"));
        var installed = Path.Combine(Node, "node_modules", ".installed-lock.json");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == locked)
            return null;
        var (code, output) = await Programs.RunIn(Node, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        if (code != 0)
            return $"npm ci ended with {code}: {output[..Math.Min(output.Length, 300)]}";
        await File.WriteAllTextAsync(installed, locked);
        return null;
    }
}

/// <summary>Skipped, with the reason, where the compose file cannot be read.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ComposeFactAttribute : FactAttribute
{
    public ComposeFactAttribute() => Skip = ComposeFile.Missing;
}
