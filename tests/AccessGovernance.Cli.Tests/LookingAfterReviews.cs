using System.Globalization;

namespace AccessGovernance.Cli.Tests;

/// <summary>What people find out about a review that is under way or over, and what they are told to do next.</summary>
public sealed class LookingAfterReviews : ReviewedServer
{
    private const int MaxChanges = 1_000;

    [Fact]
    public async Task Content_is_taken_out_for_everybody_and_reviewers_are_replaced()
    {
        var campaign = await LaunchWithClerks();
        string[] content = ["review", "decide", campaign, "3", "revoke", "--removes", "content", "--justification", "no clerk pays"];
        Assert.Equal("1", (string?)(await Json("rea", content))["if_content_goes_others_count"]);
        var shown = await Json("rea", "review", "show", campaign, "3");
        Assert.Equal(("revoke", "content"), ((string?)shown["answer"], (string?)shown["removes"]));
        await Ok("review", "replace", campaign, "1", "P-rea", "P-own");
        Assert.StartsWith("P-own ", (string?)(await Json("", "review", "show", campaign, "1"))["reviewers"]![0], StringComparison.Ordinal);
        await Fails("rea", 1, "review list", "review", "decide", campaign, "1", "certify");
    }

    [Fact]
    public async Task Items_of_several_campaigns_are_told_apart()
    {
        var definition = await Define();
        var (first, second) = (await Launch(definition), await Launch(definition));
        Assert.Contains($"Campaign {first}: ", await List(), StringComparison.Ordinal);
        var lines = Lines(await List(), " ann ");
        Assert.Equal(2, lines.Length);
        Assert.Single(lines, line => line.Contains(first, StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains(second, StringComparison.Ordinal));
        Assert.All(Lines(await List("--campaign", first), " ann "), line => Assert.DoesNotContain(first, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exception_is_shown_with_who_answers_for_it_and_why_until_that_is_forgotten()
    {
        var campaign = await Revoked("REMEDIATION_MODE_REPORT_ONLY");
        var until = DateTimeOffset.UtcNow.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Ok("own", "remediation", "except", campaign, "1", "--until", until, "--reason", "needed for the year-end");
        var excepted = (await Json("", "remediation", "list", campaign))["cases"]![0]!;
        Assert.Equal(("P-own", "needed for the year-end"), ((string?)excepted["excepted_by"], (string?)excepted["exception_reason"]));
        await Ok("token", "issue", "rea", "--role", "administrator", "--out", Folder.File("second"));
        await Ok("identity", "terminate", "ann");
        await Ok("own", "identity", "forget", "request", "ann");
        await Json("second", "identity", "forget", "confirm", "ann");
        var forgotten = (await Json("", "remediation", "list", campaign))["cases"]![0]!;
        Assert.Equal(("P-own", "(forgotten)"), ((string?)forgotten["excepted_by"], (string?)forgotten["exception_reason"]));
    }

    [Fact]
    public async Task The_report_of_a_closed_campaign_is_the_one_that_it_was_closed_with()
    {
        var campaign = await Revoked();
        await Ok("own", "campaign", "signoff", campaign, "--role", "owner", "--all-open");
        await Ok("own", "campaign", "close", campaign);
        var status = await Json("", "campaign", "status", campaign);
        Assert.Equal((36, 1), (((string)status["definition"]!).Length, (int)status["definition_version"]!));
        Assert.Null(status["frozen"]);
        await Ok("campaign", "archive", campaign);
        var closed = await Json("", "campaign", "report", campaign, "--out", Folder.File("closed.csv"));
        Assert.Equal((string?)status["report_token"], (string?)closed["token"]);
        Assert.Equal((string?)status["report_sha256"], (string?)closed["rows_sha256"]);
        var now = await Json("", "campaign", "report", campaign, "--now", "--out", Folder.File("now.csv"));
        Assert.NotEqual((string?)closed["token"], (string?)now["token"]);
        await Fails(2, "Give one of them", "campaign", "report", campaign, "--now", "--exactly", (string)closed["token"]!, "--out", Folder.File("no.csv"));
    }

    [Fact]
    public async Task Hints_can_be_followed_by_whoever_gets_them()
    {
        var campaign = await Revoked();
        await Fails("own", 1, $"agctl remediation list {campaign} --open", "campaign", "signoff", campaign, "--role", "owner");
        await Fails("own", 1, "--all-open", "campaign", "signoff", campaign, "--role", "owner");
        await Fails(1, "agctl identity link", "campaign", "signoff", campaign, "--role", "owner", "--all-open");
        await Fails("rea", 1, "administrator", "campaign", "list");
        await Fails("rea", 1, "agctl review list", "review", "list", "--campaign", "0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11");
    }

    [Fact]
    public async Task A_sheet_without_answers_says_so_and_settings_are_readable()
    {
        var campaign = await Launch();
        await Ok("rea", "review", "export", campaign, "--out", Folder.File("mine.csv"));
        await Fails("rea", 1, "no answer was found, in 2 rows", "review", "import", campaign, Folder.File("mine.csv"));
        var template = Server.Terminal();
        Assert.Equal(0, await template.RunAsync("campaign", "template", "privileged-quarterly", "--owner", "P-own"));
        Assert.Contains(">=", template.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u003", template.Out, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> Revoked(string remediation = "REMEDIATION_MODE_AUTOMATED")
    {
        var campaign = await Launch(await Define(remediation));
        foreach (var item in new[] { "1", "2" })
            await Ok("rea", "review", "decide", campaign, item, "revoke", "--justification", "left the project");
        await Ok("rea", "review", "signoff", campaign);
        await Ok("campaign", "end-stage", campaign, "--stage", "1");
        await Cases(campaign, 2);
        return campaign;
    }

    // Each question waits until something more is recorded.
    private async Task Cases(string campaign, int count)
    {
        for (var (token, asked) = ("", 0); asked < MaxChanges; asked++)
        {
            var listed = await Json("", "remediation", "list", campaign, "--at-least", token);
            if (listed["cases"]!.AsArray().Count == count)
                return;
            token = (string)listed["basis"]!["token"]!;
            var place = token.LastIndexOf('-') + 1;
            token = token[..place] + (long.Parse(token[place..], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        }
        Assert.Fail($"There were no {count} cases within {MaxChanges} changes.");
    }

    private async Task<string> List(params string[] options)
    {
        var reviewer = Server.Terminal();
        reviewer.Environment["AGCTL_TOKEN_FILE"] = Folder.File("rea");
        Assert.Equal(0, await reviewer.RunAsync(["review", "list", .. options]));
        return reviewer.Out;
    }

    private static string[] Lines(string text, string with) => [.. text.Split('\n').Where(l => l.Contains(with, StringComparison.Ordinal))];
}
