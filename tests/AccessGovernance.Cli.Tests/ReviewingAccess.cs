namespace AccessGovernance.Cli.Tests;

/// <summary>A small review from the command line, over a real server: as administrator, as reviewer, as the person who signs.</summary>
public sealed class ReviewingAccess : ReviewedServer
{
    [Fact]
    public async Task A_campaign_goes_from_a_template_to_its_report()
    {
        var campaign = await Launch();
        var list = await Json("rea", "review", "list", "--campaign", campaign);
        Assert.Equal(["ann", "ben"], list["items"]!.AsArray().Select(i => (string?)i!["identity"]));
        var groups = await Json("rea", "review", "groups", "--by", "entitlement", "--campaign", campaign);
        Assert.Equal((1, 2, 2), ((int)groups["count"]!, (int)groups["groups"]![0]!["items"]!, (int)groups["groups"]![0]!["open"]!));
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
        await Ok("campaign", "report", campaign, "--out", Folder.File("report.csv"));
        Assert.Equal(3, (await File.ReadAllLinesAsync(Folder.File("report.csv"))).Length);
        await Ok("campaign", "report", campaign, "--out", Folder.File("report.pdf"));
        Assert.Equal("%PDF"u8.ToArray(), (await File.ReadAllBytesAsync(Folder.File("report.pdf")))[..4]);
        await TablesAreWritten(campaign);
        await Ok("campaign", "archive", campaign);
        var told = await Json("", "campaign", "messages", campaign);
        Assert.True((bool)told["complete"]!);
        Assert.All(told["messages"]!.AsArray(), m => Assert.Contains((string?)m!["person"], new[] { "P-rea", "P-own" }));
        Assert.Empty((await Json("", "campaign", "list"))["campaigns"]!.AsArray());
    }

    private async Task TablesAreWritten(string campaign)
    {
        await Ok("campaign", "report", campaign, "--kind", "reviewers", "--out", Folder.File("reviewers.csv"));
        Assert.StartsWith("P-rea,2,2,0,2,", (await File.ReadAllLinesAsync(Folder.File("reviewers.csv")))[1], StringComparison.Ordinal);
        Assert.Equal(1, (int)(await Json("", "campaign", "report", "--kind", "open-remediation", "--out", Folder.File("open.json")))["rows"]!);
        var covered = (await Json("", "coverage", "--application", "erp"))["applications"]![0]!;
        Assert.Equal(("erp", 1, 1), ((string?)covered["application"], (int)covered["reviewed"]!, (int)covered["never"]!));
        var rows = await Json("", "coverage", "--application", "erp", "--out", Folder.File("not-reviewed.csv"));
        Assert.Equal((int)covered["not_reviewed"]!, (int)rows["rows"]!);
        Assert.Equal((int)rows["rows"]! + 1, (await File.ReadAllLinesAsync(Folder.File("not-reviewed.csv"))).Length);
        await Fails(2, "agctl coverage", "campaign", "report", "--kind", "coverage", "--out", Folder.File("no.csv"));
        await Fails(2, "definition", "campaign", "report", "--kind", "trend", "--out", Folder.File("no.csv"));
    }

    [Fact]
    public async Task Many_items_are_answered_from_a_file_and_a_spreadsheet()
    {
        var campaign = await Launch();
        var bulk = Folder.Write("bulk.tsv", "item\tanswer\tuntil\tjustification\n1\tcertify\n2\trevoke\t\t\n");
        var refused = Server.Terminal();
        refused.Environment["AGCTL_TOKEN_FILE"] = Folder.File("rea");
        Assert.Equal(1, await refused.RunAsync("review", "bulk", campaign, bulk, "--output", "json"));
        Assert.Equal((1, 1), ((int)refused.Json()["recorded"]!, (int)refused.Json()["refused"]!));
        Assert.Contains("2: Revoke needs a justification", (string)refused.Json()["refusals"]![0]!, StringComparison.Ordinal);
        await Ok("rea", "review", "export", campaign, "--out", Folder.File("mine.csv"));
        var lines = await File.ReadAllLinesAsync(Folder.File("mine.csv"));
        Assert.Equal(3, lines.Length);
        lines[2] = lines[2][..^",,,".Length] + "revoke,,,left";
        await File.WriteAllLinesAsync(Folder.File("mine.csv"), lines);
        var imported = await Json("rea", "review", "import", campaign, Folder.File("mine.csv"));
        Assert.Equal((1, 1, 0), ((int)imported["recorded"]!, (int)imported["unchanged"]!, (int)imported["refused"]!));
        Assert.Equal(2, await Server.Terminal().RunAsync("review", "bulk", campaign, Folder.Write("bad.tsv", "item\tanswer\n1\tmaybe\n")));
    }

    [Fact]
    public async Task What_is_wrong_says_what_to_do_next()
    {
        var file = await Settings();
        var wrong = Folder.Write("wrong.json", (await File.ReadAllTextAsync(file)).Replace("entitlements/pay", "pay", StringComparison.Ordinal));
        await Fails(2, "settings.scope.entitlements[0]", "campaign", "define", wrong);
        await Fails(2, "has no settings of a campaign", "campaign", "define", Folder.Write("no.json", "{\"names\": 1}"));
        await Fails(2, "'quarterly' is no template", "campaign", "template", "quarterly");
        await Fails(1, "campaign list", "campaign", "status", "0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11");
        var campaign = await Launch();
        await Fails(2, "no folder", "campaign", "report", campaign, "--out", Path.Combine(Folder.Path, "nowhere", "x.csv"));
        await Fails(2, "exists already", "campaign", "report", campaign, "--out", Folder.Write("there.csv", ""));
        await Fails(1, "campaign status", "campaign", "end-stage", campaign);
        await Fails(1, "review list", "review", "decide", campaign, "1", "certify");
        await Fails(1, "remediation list", "remediation", "ack", campaign, "1", "CHG-1");
    }
}
