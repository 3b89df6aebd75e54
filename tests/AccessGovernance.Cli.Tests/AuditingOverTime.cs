using System.Diagnostics;
using System.Security.Cryptography;
using Parquet;

namespace AccessGovernance.Cli.Tests;

/// <summary>An auditor's journey over a real server: counts, differences, trends, a watch, and a snapshot that ends as a verified file.</summary>
public sealed class AuditingOverTime : IAsyncLifetime, IDisposable
{
    private const string Formula = "=cmd|'/c calc'!A1";

    private static readonly string Agctl = typeof(Surroundings).Assembly.Location;

    private readonly Folder folder = new();
    private RealServer server = null!;

    public async Task InitializeAsync()
    {
        server = await RealServer.StartAsync();
        await Run("application", "define", "erp", "--governed-from", "2024-01-01");
        foreach (var entitlement in new[] { "erp:pay", Formula })
            await Run("entitlement", "define", entitlement, "--application", "erp", "--kind", "role");
        foreach (var identity in new[] { "alice", "bob" })
            await Run("identity", "register", identity, "--kind", "employee");
        await Run("grant", "alice", "erp:pay", "--from", "2025-02-01", "--until", "2025-06-15", "--reason", "late");
        await Run("grant", "bob", "erp:pay", "--from", "2025-03-01", "--reason", "late");
        await Run("grant", "bob", Formula, "--from", "2025-03-01", "--reason", "late");
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Counts_compares_and_draws()
    {
        Assert.Equal(2, (int)(await Run("count", "erp:pay", "--at", "2025-04-01", "--output", "json")).Json()["identities"]!);
        var diff = (await Run("diff", "--before", "2025-04-01", "--after", "2025-07-01", "--application", "erp", "--output", "json")).Json();
        Assert.Equal(("lost", "alice", "not-in-force"),
            ((string?)diff["changes"]![0]!["difference"], (string?)diff["changes"]![0]!["identity"], (string?)diff["changes"]![0]!["why"]));
        Assert.Equal((1, true), ((int)diff["count"]!, (bool)diff["complete"]!));
        var trend = await Run("trend", "erp:pay", "--from", "2025-01-01", "--until", "2025-07-01");
        Assert.Contains("▁▄███▄", trend.Out, StringComparison.Ordinal);
        var timeline = await Run("timeline", "bob");
        Assert.Contains("erp:pay", timeline.Out, StringComparison.Ordinal);
        Assert.Contains(new string('█', 60), timeline.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_one_digest_of_one_position()
    {
        var first = (await Run("digest", "--output", "json")).Json();
        await Run("grant", "alice", "erp:pay");
        var again = (await Run("digest", "--exactly", (string)first["token"]!, "--output", "json")).Json();
        Assert.Equal((string?)first["sha256"], (string?)again["sha256"]);
        Assert.NotEqual((string?)first["sha256"], (string?)(await Run("digest", "--output", "json")).Json()["sha256"]);
    }

    [Fact]
    public async Task Watches_from_a_token_on()
    {
        var token = (string)(await Run("count", "erp:pay", "--output", "json")).Json()["basis"]!["token"]!;
        await Run("grant", "alice", "erp:pay");
        var heard = await Run("watch", "--entitlement", "erp:pay", "--after", token, "--count", "1", "--output", "json");
        Assert.Equal(("granted", "alice"), ((string?)heard.Json()["what"], (string?)heard.Json()["identity"]));
        Assert.Contains("--after p1-", heard.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_ends_when_nobody_reads_any_more()
    {
        if (OperatingSystem.IsWindows())
            return;
        var token = (string)(await Run("count", "erp:pay", "--output", "json")).Json()["basis"]!["token"]!;
        using var piped = new Process
        {
            // The writer's own exit code, although its reader went first.
            StartInfo = new("bash", ["-c", "dotnet \"$0\" watch --after \"$1\" --output json | head -n 1; exit ${PIPESTATUS[0]}", Agctl, token])
            {
                RedirectStandardOutput = true,
            },
        };
        foreach (var (name, value) in server.Terminal().Environment)
            piped.StartInfo.Environment[name] = value;
        piped.Start();
        await Run("grant", "alice", "erp:pay");
        Assert.Contains("granted", await piped.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        var ended = piped.WaitForExitAsync();
        for (var i = 0; i < 100 && !ended.IsCompleted; i++)
            await Run("grant", "bob", "erp:pay");
        await ended.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, piped.ExitCode);
    }

    [Fact]
    public async Task What_goes_to_a_file_leaves_what_others_write_there()
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = folder.File("all.txt");
        using var shell = Process.Start("bash", ["-c", "{ echo first; dotnet \"$0\" --help; echo last; } > \"$1\"", Agctl, file]);
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(("first", "last"), (lines[0], lines[^1]));
        Assert.Contains(lines, l => l.Contains("Usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exports_a_snapshot_in_every_format_and_verifies_it()
    {
        var taken = (await Run("snapshot", "take", "--name", "mid year", "--at", "2025-06-01", "--output", "json")).Json();
        var (id, hash) = ((string)taken["snapshot"]!, (string)taken["sha256"]!);
        Assert.Equal(3, (int)taken["rows"]!);
        Assert.Contains(id, (await Run("snapshot", "list", "--output", "tsv")).Out, StringComparison.Ordinal);
        Assert.Equal(hash, (string?)(await Run("snapshot", "show", id, "--output", "json")).Json()["sha256"]);
        foreach (var format in new[] { "csv", "ndjson", "parquet", "tsv" })
            Assert.True((bool)(await Run("snapshot", "export", id, "--out", folder.File("x." + format), "--output", "json")).Json()["verified"]!);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(folder.File("x.tsv")))));
        Assert.Equal("'" + Formula + ",bob,active,direct-assignment,2025-03-01T00:00:00Z,", (await File.ReadAllLinesAsync(folder.File("x.csv")))[1]);
        var line = System.Text.Json.Nodes.JsonNode.Parse((await File.ReadAllLinesAsync(folder.File("x.ndjson")))[1])!;
        Assert.Equal(("erp:pay", "alice", "2025-06-15T00:00:00Z"), ((string?)line["entitlement"], (string?)line["identity"], (string?)line["valid_until"]));
        Assert.Equal(["alice", "bob", "bob"], (await Column(folder.File("x.parquet"), "identity")).Order());
        Assert.Empty(Directory.GetFiles(folder.Path, "*.partial"));
        var again = server.Terminal();
        Assert.Equal(2, await again.RunAsync("snapshot", "export", id, "--out", folder.File("x.csv")));
        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);
        Assert.Equal(1, await server.Terminal().RunAsync("snapshot", "export", Guid.NewGuid().ToString(), "--out", folder.File("y.csv")));
        Assert.False(File.Exists(folder.File("y.csv")));
    }

    private static async Task<IEnumerable<string?>> Column(string file, string name)
    {
        await using var reader = await ParquetReader.CreateAsync(file);
        using var group = reader.OpenRowGroupReader(0);
        var values = new string?[group.RowCount];
        await group.ReadAsync(reader.Schema.DataFields.Single(f => f.Name == name), values.AsMemory());
        return values;
    }

    private async Task<Terminal> Run(params string[] args)
    {
        var terminal = server.Terminal();
        var code = await terminal.RunAsync(args);
        Assert.True(code == 0, $"agctl {string.Join(' ', args)}: {code}\n{terminal.Error}");
        return terminal;
    }
}
