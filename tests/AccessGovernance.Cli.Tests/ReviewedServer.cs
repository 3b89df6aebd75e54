using System.Text.Json.Nodes;

namespace AccessGovernance.Cli.Tests;

/// <summary>A server with two people who hold what is under review, one who reviews it, and one who signs.</summary>
public abstract class ReviewedServer : IAsyncLifetime, IDisposable
{
    private readonly Folder folder = new();
    private RealServer server = null!;

    private protected Folder Folder => folder;

    private protected RealServer Server => server;

    public async Task InitializeAsync()
    {
        server = await RealServer.StartAsync();
        await Ok("application", "define", "erp", "--governed-from", "2020-01-01");
        await Ok("entitlement", "define", "pay", "--application", "erp", "--kind", "permission");
        await Ok("entitlement", "define", "read", "--application", "erp", "--kind", "permission");
        foreach (var (identity, person) in new[] { ("ann", "P-ann"), ("ben", "P-ben"), ("rea", "P-rea"), ("own", "P-own") })
        {
            await Ok("identity", "register", identity, "--kind", "employee");
            await Ok("identity", "link", identity, person);
        }
        foreach (var (identity, entitlement) in new[] { ("ann", "pay"), ("ben", "pay"), ("ann", "read") })
            await Ok("grant", identity, entitlement);
        await Ok("token", "issue", "rea", "--role", "reviewer", "--out", folder.File("rea"));
        await Ok("token", "issue", "own", "--role", "administrator", "--out", folder.File("own"));
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<string> Launch()
    {
        var definition = await Define();
        var preview = await Json("", "campaign", "preview", "--definition", definition);
        Assert.Equal((2, 3, 0), ((int)preview["items"]!, (int)preview["considered"]!, (int)preview["without_reviewer"]!));
        return await Launch(definition);
    }

    protected async Task<string> Launch(string definition)
    {
        var launched = await Json("", "campaign", "launch", definition);
        Assert.Equal("in-review", (string?)launched["status"]);
        return (string)launched["campaign"]!;
    }

    protected async Task<string> Define(string remediation = "REMEDIATION_MODE_AUTOMATED") =>
        (string)(await Json("", "campaign", "define", await Settings(remediation)))["definition"]!;

    /// <summary>Two clerks more, who pay because clerks do: the items 3 and 4.</summary>
    protected async Task<string> LaunchWithClerks()
    {
        await Ok("entitlement", "define", "role:clerk", "--application", "erp", "--kind", "role");
        await Ok("entitlement", "confer", "role:clerk", "pay");
        foreach (var identity in new[] { "cam", "dan" })
        {
            await Ok("identity", "register", identity, "--kind", "employee");
            await Ok("identity", "link", identity, $"P-{identity}");
            await Ok("grant", identity, "role:clerk");
        }
        return await Launch(await Define());
    }

    // A template with other reviewers and another scope, as somebody would edit it.
    protected async Task<string> Settings(string remediation = "REMEDIATION_MODE_AUTOMATED")
    {
        var terminal = server.Terminal();
        Assert.Equal(0, await terminal.RunAsync("campaign", "template", "licence-holders", "--owner", "P-own", "--zone", "Europe/Warsaw"));
        var settings = terminal.Json();
        settings["scope"] = new JsonObject { ["entitlements"] = new JsonArray("entitlements/pay") };
        var named = new JsonObject { ["kind"] = "REVIEWER_KIND_NAMED", ["persons"] = new JsonArray("persons/P-rea") };
        settings["stages"]![0]!["reviewers"] = new JsonObject { ["rule"] = named };
        settings["remediation"]!["mode"] = remediation;
        return folder.Write("settings.json", settings.ToJsonString());
    }

    protected async Task<JsonNode> Json(string who, params string[] command)
    {
        var terminal = server.Terminal();
        if (who.Length > 0)
            terminal.Environment["AGCTL_TOKEN_FILE"] = folder.File(who);
        var code = await terminal.RunAsync([.. command, "--output", "json"]);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {terminal.Error}");
        return terminal.Json();
    }

    protected Task<JsonNode> Ok(params string[] command) => command[0] is "rea" or "own" ? Json(command[0], command[1..]) : Json("", command);

    protected Task Fails(int code, string says, params string[] command) => Fails("", code, says, command);

    protected async Task Fails(string who, int code, string says, params string[] command)
    {
        var terminal = server.Terminal();
        if (who.Length > 0)
            terminal.Environment["AGCTL_TOKEN_FILE"] = folder.File(who);
        Assert.Equal(code, await terminal.RunAsync(command));
        Assert.Contains(says, terminal.Error, StringComparison.Ordinal);
        Assert.Contains("next:  ", terminal.Error, StringComparison.Ordinal);
    }
}
