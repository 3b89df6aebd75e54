namespace AccessGovernance.Cli.Tests;

/// <summary>A review at a terminal, by keys.</summary>
public sealed class WorkingByKeys : ReviewedServer
{
    [TypedFact]
    public async Task Somebody_at_a_terminal_answers_by_keys()
    {
        var campaign = await Launch();
        var reviewer = Server.Terminal();
        reviewer.Environment["AGCTL_TOKEN_FILE"] = Folder.File("rea");
        Assert.Equal(2, await reviewer.RunAsync("review", "work"));
        Assert.Contains("review bulk", reviewer.Error, StringComparison.Ordinal);
        await using var typed = Work(campaign);
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

    [TypedFact]
    public async Task What_is_typed_as_text_is_never_taken_for_keys()
    {
        var campaign = await Launch();
        await using var typed = Work(campaign);
        await typed.Type("0 of 2 answered", "r");
        await typed.Type("Why", "\rCANARY");
        await typed.Type("nothing again", "\rCAR");
        await typed.Type("to go on", "CANARYJUST left\r");
        await typed.Type("0 of 2 answered", "r");
        await typed.Type("Why", "\r");
        await typed.Type("nothing again", "left the project\rCAC");
        await typed.Type("1 of 2 answered", "r");
        await typed.Type("Why", "\u001b");
        await typed.Type("to go on", "\r");
        await typed.Type("1 of 2 answered", "q");
        await typed.Until("agctl review signoff " + campaign);
        Assert.Equal(0, await typed.Ended());
        var list = await Json("rea", "review", "list", "--state", "answered");
        Assert.Equal(["revoke"], list["items"]!.AsArray().Select(i => (string?)i!["answer"]));
        Assert.EndsWith(": left the project", (string?)(await Json("rea", "review", "show", campaign, "1"))["remarks"]![0], StringComparison.Ordinal);
    }

    [TypedFact]
    public async Task Whom_a_removal_hits_is_said_before_it_is_asked_for()
    {
        var campaign = await LaunchWithClerks();
        await using var typed = Work(campaign);
        await typed.Until(campaign);
        await typed.Type("item 1", "n");
        await typed.Type("item 2", "n");
        await typed.Type("item 3", "r");
        await typed.Type("others too: 1 (dan)", "maybe\rc");
        await typed.Type("to go on", "\r");
        await typed.Type("0 of 4 answered", "r");
        await typed.Type("others too: 1 (dan)", "y\r");
        await typed.Type("Why", "no clerk pays\r");
        await typed.Type("1 of 4 answered", "q");
        Assert.Equal(0, await typed.Ended());
        var shown = await Json("rea", "review", "show", campaign, "3");
        Assert.Equal(("revoke", "content"), ((string?)shown["answer"], (string?)shown["removes"]));
    }

    private TypedTerminal Work(string campaign)
    {
        var reviewer = Server.Terminal();
        reviewer.Environment["AGCTL_TOKEN_FILE"] = Folder.File("rea");
        return TypedTerminal.Run(reviewer.Environment, $"review work --campaign {campaign}");
    }
}
