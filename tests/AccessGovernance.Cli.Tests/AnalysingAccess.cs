namespace AccessGovernance.Cli.Tests;

/// <summary>Peers, outliers and role candidates from the command line, over a real server.</summary>
public sealed class AnalysingAccess : IAsyncLifetime
{
    private RealServer server = null!;

    public async Task InitializeAsync()
    {
        server = await RealServer.StartAsync();
        await Ok("application", "define", "erp", "--governed-from", "2020-01-01");
        foreach (var entitlement in new[] { "pay", "read", "close" })
            await Ok("entitlement", "define", entitlement, "--application", "erp", "--kind", "permission");
        foreach (var identity in new[] { "ann", "ben", "cyd", "dan", "eve", "fay" })
        {
            await Ok("identity", "register", identity, "--kind", "employee", "--attribute", "department=Finance", "--attribute", "title=clerk");
            await Ok("grant", identity, "read");
            await Ok("grant", identity, identity == "ann" ? "close" : "pay");
        }
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Peers_outliers_and_candidates_are_told_with_their_reasons()
    {
        var peers = await Json("peers", "ben", "--most", "1");
        var peer = peers["peers"]![0]!;
        Assert.Equal(("cyd", 1.0, 2), ((string?)peer["identity"], (double)peer["similarity"]!, (int)peer["shared_count"]!));
        var outliers = await Json("outliers", "--application", "erp", "--where", "department == 'Finance'");
        Assert.Equal(["ann close unusual 0/5", "ann pay missing 5/5"], outliers["outliers"]!.AsArray().Select(o =>
            $"{o!["identity"]} {o["entitlement"]} {o["kind"]} {o["holding"]}/{o["peers"]}"));
        var candidates = await Json("candidates", "--application", "erp", "--min-members", "2");
        Assert.Equal(["ben", "cyd", "dan", "eve", "fay"], candidates["candidates"]![0]!["members"]!.AsArray().Select(m => (string?)m));
        Assert.True((bool)candidates["exhaustive"]!);
        var shown = server.Terminal();
        Assert.Equal(0, await shown.RunAsync("peers", "ann"));
        Assert.Contains("department=Finance", shown.Out, StringComparison.Ordinal);
        Assert.Contains("missing", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_anything_is_asked()
    {
        Assert.Equal(2, await server.Terminal().RunAsync("peers", "ann", "--most", "0"));
        Assert.Equal(2, await server.Terminal().RunAsync("candidates", "--min-members", "many"));
        Assert.Equal(2, await server.Terminal().RunAsync("candidates", "--min-members", "1"));
    }

    private async Task Ok(params string[] arguments)
    {
        var terminal = server.Terminal();
        Assert.True(await terminal.RunAsync(arguments) == 0, $"{string.Join(' ', arguments)}\n{terminal.Error}");
    }

    private async Task<System.Text.Json.Nodes.JsonNode> Json(params string[] arguments)
    {
        var terminal = server.Terminal();
        Assert.True(await terminal.RunAsync([.. arguments, "--output", "json"]) == 0, $"{string.Join(' ', arguments)}\n{terminal.Error}");
        return terminal.Json();
    }
}
