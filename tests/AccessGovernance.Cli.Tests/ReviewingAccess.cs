using System.Text.Json.Nodes;

namespace AccessGovernance.Cli.Tests;

/// <summary>A small review from the command line, over a real server: as administrator, as reviewer, as the person who signs.</summary>
public sealed class ReviewingAccess : IAsyncLifetime, IDisposable
{
    private readonly Folder folder = new();
    private RealServer server = null!;

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

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_campaign_goes_from_a_template_to_its_report()
    {
        var campaign = await Launch();
        var list = await Json("rea", "review", "list", "--campaign", campaign);
        Assert.Equal(["ann", "ben"], list["items"]!.AsArray().Select(i => (string?)i!["identity"]));
        await Ok("rea", "review", "decide", campaign, "1", "certify");
        await Ok("rea", "review", "comment", campaign, "2", "asked the team");
        await Ok("rea", "review", "decide", campaign, "2", "revoke", "--justification", "left the project");
        var shown = await Json("rea", "review", "show", campaign, "2");
        Assert.Equal(("ben", "revoke", 2), ((string?)shown["identity"], (string?)shown["answer"], shown["remarks"]!.AsArray().Count));
        Assert.Equal(("pay", 0), ((string?)shown["if_revoked_loses"]![0], shown["earlier_reviews"]!.AsArray().Count));
        Assert.Equal(2, (int)(await Json("rea", "review", "signoff", campaign))["signed_off"]!);
        await Ok("campaign", "end-stage", campaign, "--stage", "1");
        Assert.Equal("remediation", (string?)(await Json("", "campaign", "status", campaign))["status"]);
        await Ok("own", "campaign", "signoff", campaign, "--role", "owner", "--all-open");
        await Ok("own", "campaign", "close", campaign);
        await Ok("campaign", "report", campaign, "--out", folder.File("report.csv"));
        Assert.Equal(3, (await File.ReadAllLinesAsync(folder.File("report.csv"))).Length);
        await Ok("campaign", "report", campaign, "--out", folder.File("report.pdf"));
        Assert.Equal("%PDF"u8.ToArray(), (await File.ReadAllBytesAsync(folder.File("report.pdf")))[..4]);
        await TablesAreWritten(campaign);
        await Ok("campaign", "archive", campaign);
        var told = await Json("", "campaign", "messages", campaign);
        Assert.True((bool)told["complete"]!);
        Assert.All(told["messages"]!.AsArray(), m => Assert.Contains((string?)m!["person"], new[] { "P-rea", "P-own" }));
        Assert.Empty((await Json("", "campaign", "list"))["campaigns"]!.AsArray());
    }

    private async Task TablesAreWritten(string campaign)
    {
        await Ok("campaign", "report", campaign, "--kind", "reviewers", "--out", folder.File("reviewers.csv"));
        Assert.StartsWith("P-rea,2,2,0,2,", (await File.ReadAllLinesAsync(folder.File("reviewers.csv")))[1], StringComparison.Ordinal);
        Assert.Equal(1, (int)(await Json("", "campaign", "report", "--kind", "open-remediation", "--out", folder.File("open.json")))["rows"]!);
        var covered = (await Json("", "coverage", "--application", "erp"))["applications"]![0]!;
        Assert.Equal(("erp", 1, 1), ((string?)covered["application"], (int)covered["reviewed"]!, (int)covered["never"]!));
        var rows = await Json("", "coverage", "--application", "erp", "--out", folder.File("not-reviewed.csv"));
        Assert.Equal((int)covered["not_reviewed"]!, (int)rows["rows"]!);
        Assert.Equal((int)rows["rows"]! + 1, (await File.ReadAllLinesAsync(folder.File("not-reviewed.csv"))).Length);
        await Fails(2, "agctl coverage", "campaign", "report", "--kind", "coverage", "--out", folder.File("no.csv"));
        await Fails(2, "definition", "campaign", "report", "--kind", "trend", "--out", folder.File("no.csv"));
    }

    [Fact]
    public async Task Many_items_are_answered_from_a_file_and_a_spreadsheet()
    {
        var campaign = await Launch();
        var bulk = folder.Write("bulk.tsv", "item\tanswer\tuntil\tjustification\n1\tcertify\n2\trevoke\t\t\n");
        var refused = server.Terminal();
        refused.Environment["AGCTL_TOKEN_FILE"] = folder.File("rea");
        Assert.Equal(1, await refused.RunAsync("review", "bulk", campaign, bulk, "--output", "json"));
        Assert.Equal((1, 1), ((int)refused.Json()["recorded"]!, (int)refused.Json()["refused"]!));
        Assert.Contains("2: Revoke needs a justification", (string)refused.Json()["refusals"]![0]!, StringComparison.Ordinal);
        await Ok("rea", "review", "export", campaign, "--out", folder.File("mine.csv"));
        var lines = await File.ReadAllLinesAsync(folder.File("mine.csv"));
        Assert.Equal(3, lines.Length);
        lines[2] = lines[2][..^",,,".Length] + "revoke,,,left";
        await File.WriteAllLinesAsync(folder.File("mine.csv"), lines);
        var imported = await Json("rea", "review", "import", campaign, folder.File("mine.csv"));
        Assert.Equal((1, 1, 0), ((int)imported["recorded"]!, (int)imported["unchanged"]!, (int)imported["refused"]!));
        Assert.Equal(2, await server.Terminal().RunAsync("review", "bulk", campaign, folder.Write("bad.tsv", "item\tanswer\n1\tmaybe\n")));
    }

    [Fact]
    public async Task What_is_wrong_says_what_to_do_next()
    {
        var file = await Settings();
        var wrong = folder.Write("wrong.json", (await File.ReadAllTextAsync(file)).Replace("entitlements/pay", "pay", StringComparison.Ordinal));
        await Fails(2, "settings.scope.entitlements[0]", "campaign", "define", wrong);
        await Fails(2, "has no settings of a campaign", "campaign", "define", folder.Write("no.json", "{\"names\": 1}"));
        await Fails(2, "'quarterly' is no template", "campaign", "template", "quarterly");
        await Fails(1, "campaign list", "campaign", "status", "0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11");
        await Fails(2, "exists already", "campaign", "report", "0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11", "--out", folder.Write("there.csv", ""));
        var campaign = await Launch();
        await Fails(1, "campaign status", "campaign", "end-stage", campaign);
        await Fails(1, "review list", "review", "decide", campaign, "1", "certify");
        await Fails(1, "remediation list", "remediation", "ack", campaign, "1", "CHG-1");
    }

    [TypedFact]
    public async Task Somebody_at_a_terminal_answers_by_keys()
    {
        var campaign = await Launch();
        var reviewer = server.Terminal();
        reviewer.Environment["AGCTL_TOKEN_FILE"] = folder.File("rea");
        Assert.Equal(2, await reviewer.RunAsync("review", "work"));
        Assert.Contains("review bulk", reviewer.Error, StringComparison.Ordinal);
        await using var typed = TypedTerminal.Run(reviewer.Environment, $"review work --campaign {campaign}");
        await typed.Type("0 of 2 answered", "c");
        await typed.Type("1 of 2 answered", "r");
        await typed.Type("Why", "left the project\r");
        await typed.Type("last item", "p");
        await typed.Until("you: revoke");
        var list = await Json("rea", "review", "list", "--campaign", campaign, "--state", "answered");
        Assert.Equal(["certify", "revoke"], list["items"]!.AsArray().Select(i => (string?)i!["answer"]));
        Assert.Equal("left the project", ((string?)(await Json("rea", "review", "show", campaign, "2"))["remarks"]![0])?.Split(": ")[^1]);
        await typed.Type("uit", "s");
        await typed.Type("change no more", "y\r");
        await typed.Type("signed off", "q");
        await typed.Until("nothing is left");
        Assert.Equal(0, await typed.Ended());
    }

    private async Task<string> Launch()
    {
        var defined = await Json("", "campaign", "define", await Settings());
        var definition = (string)defined["definition"]!;
        var preview = await Json("", "campaign", "preview", "--definition", definition);
        Assert.Equal((2, 3, 0), ((int)preview["items"]!, (int)preview["considered"]!, (int)preview["without_reviewer"]!));
        var launched = await Json("", "campaign", "launch", definition);
        Assert.Equal("in-review", (string?)launched["status"]);
        return (string)launched["campaign"]!;
    }

    // A template with other reviewers and another scope, as somebody would edit it.
    private async Task<string> Settings()
    {
        var terminal = server.Terminal();
        Assert.Equal(0, await terminal.RunAsync("campaign", "template", "licence-holders", "--owner", "P-own", "--zone", "Europe/Warsaw"));
        var settings = terminal.Json();
        settings["scope"] = new JsonObject { ["entitlements"] = new JsonArray("entitlements/pay") };
        var named = new JsonObject { ["kind"] = "REVIEWER_KIND_NAMED", ["persons"] = new JsonArray("persons/P-rea") };
        settings["stages"]![0]!["reviewers"] = new JsonObject { ["rule"] = named };
        return folder.Write("settings.json", settings.ToJsonString());
    }

    private async Task<JsonNode> Json(string who, params string[] command)
    {
        var terminal = server.Terminal();
        if (who.Length > 0)
            terminal.Environment["AGCTL_TOKEN_FILE"] = folder.File(who);
        var code = await terminal.RunAsync([.. command, "--output", "json"]);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {terminal.Error}");
        return terminal.Json();
    }

    private Task<JsonNode> Ok(params string[] command) => command[0] is "rea" or "own" ? Json(command[0], command[1..]) : Json("", command);

    private async Task Fails(int code, string says, params string[] command)
    {
        var terminal = server.Terminal();
        Assert.Equal(code, await terminal.RunAsync(command));
        Assert.Contains(says, terminal.Error, StringComparison.Ordinal);
        Assert.Contains("next:  ", terminal.Error, StringComparison.Ordinal);
    }
}
