using System.Diagnostics;
using System.Text.Json;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>
/// EventStoreDB's official clients for Node, the old and the new, get from the face what they get from the real server. They are installed
/// as locked, once; where that is not possible the tests are skipped with the reason.
/// </summary>
public sealed class NodeClients(NodePackages packages) : IClassFixture<NodePackages>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    [NodeTheory, InlineData("@eventstore/db-client", "esdb"), InlineData("@kurrent/kurrentdb-client", "kurrentdb")]
    public async Task Write_and_read_a_plain_store(string library, string scheme)
    {
        await using var server = await ServerProcess.Start(folder.Path, "--eventstore-endpoint", "0", "--eventstore-plain-store", "open");
        var said = await packages.Run(library, $"{scheme}://127.0.0.1:{server.Face.Port}?tls=false", "store");
        string[] expected =
        [
            "new=1", "wrong=wrong-expected-version", "exists already=wrong-expected-version", "at=true", "any=true",
            """read=[[0,"opened"],[1,"named"],[2,"moved"],[3,"closed"]]""", """backwards=[[3,"closed"],[2,"moved"]]""",
            "repeat=0", """after repeat=[[0,"once"]]""",
            """follow=[[true,"opened"],[true,"named"],[true,"moved"],[true,"closed"]]""",
            "missing=stream-not-found", "delete=true", "deleted=stream-not-found", "again=true", """reopened=[[4,"reopened"]]""",
            "delete nothing=wrong-expected-version", "tombstone=true", "gone=stream-deleted", "write gone=stream-deleted",
        ];
        Assert.Equal(expected, said);
    }

    [NodeTheory, InlineData("@eventstore/db-client", "esdb"), InlineData("@kurrent/kurrentdb-client", "kurrentdb")]
    public async Task Read_and_follow_the_history_as_an_auditor_over_tls(string library, string scheme)
    {
        using var certificates = new Certificates(folder);
        await using var server = await ServerProcess.Start(
            folder.File("data"), "--eventstore-endpoint", "0", "--eventstore-certificate", certificates.Certificate,
            "--eventstore-certificate-key", certificates.Key);
        using var admin = Caller.Administrator(server);
        using var auditor = await admin.Issue(Role.Auditor);
        var connection = $"{scheme}://localhost:{server.Face.Port}?tls=true&tlsCaFile={certificates.Authorities}";
        var said = await packages.Run(library, connection, "history", "auditor", auditor.Bearer!);
        using var face = new FaceCaller(server.Face, auditor.Bearer, certificates.Server);
        string[] expected =
        [
            $"all={(await face.Events(Ask.All())).Count}", """stream=[[0,"identity.registered.v1"]]""", "backwards=1",
            "by type=\"identity.registered.v1\"", "by stream=\"identity.registered.v1\"", "missing=stream-not-found",
            "write=access-denied", "delete=access-denied",
        ];
        Assert.Equal(expected, said);
    }

    public void Dispose() => folder.Dispose();
}

/// <summary>Skipped, with the reason, where Node's packages cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = NodePackages.Missing;
}

/// <summary>The Node clients, installed beside this assembly as package-lock.json says.</summary>
public sealed class NodePackages
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "EventStoreFace", "node");
    private static readonly Lazy<string?> Problem = new(Install);

    /// <summary>Why they cannot be had; null when they are there.</summary>
    public static string? Missing => Problem.Value;

    /// <summary>Runs the script; one "step=result" a line, where a result is JSON or the type of an error.</summary>
    public async Task<IReadOnlyList<string>> Run(params string[] arguments)
    {
        var (code, output, error) = await Start("node", ["face.mjs", .. arguments]);
        Assert.True(code == 0, $"node ended with {code}:\n{output}\n{error}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith("{\"step\"", StringComparison.Ordinal)).Select(Read)];
    }

    private static string Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var said = json.RootElement;
        var result = said.TryGetProperty("result", out var value) ? value.GetRawText() : said.GetProperty("error").GetString();
        return $"{said.GetProperty("step").GetString()}={result}";
    }

    // What was installed as locked is not installed again: every run of any test of this assembly asks.
    private static string? Install()
    {
        var locked = File.ReadAllText(Path.Combine(Folder, "package-lock.json"));
        var installed = Path.Combine(Folder, "node_modules", ".installed-lock.json");
        if (File.Exists(installed) && File.ReadAllText(installed) == locked)
            return null;
        try
        {
            // Attributes are made before there is anything asynchronous to make them in.
            var (code, _, error) = Task.Run(() => Start("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"])).GetAwaiter().GetResult();
            if (code != 0)
                return $"npm ci ended with {code}: {error[..Math.Min(error.Length, 300)]}";
            File.WriteAllText(installed, locked);
            return null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or TimeoutException)
        {
            return $"Node and npm are needed: {e.Message}";
        }
    }

    private static async Task<(int Code, string Output, string Error)> Start(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output, await error);
    }
}
