using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary><c>review work</c>: one's own items one after the other, with their context, answered by single keys.</summary>
internal static class WorkCommand
{
    /// <summary>Of one sitting: who has more goes on in another.</summary>
    private const int MaxItems = 10_000;

    /// <summary>Campaigns whose sign-off is spelt out.</summary>
    private const int MaxHints = 10;

    private static readonly Option<string?> Campaign = Inputs.Text("--campaign", "ID", "Only of this campaign");

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "work", "Goes through your items one by one, with what helps to decide, and takes answers by keys. Needs a terminal.",
            "agctl review work", "agctl review work --campaign 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11")
            .With(Campaign, Inputs.AtLeast),
        WorkAsync);

    private static async Task<ExitCode> WorkAsync(CommandRun run)
    {
        if (!run.Surroundings.OutIsTerminal || !run.Surroundings.InIsTerminal || run.Print.Format != OutputFormat.Table)
            throw CommandFailed.Usage("'review work' is for a person at a terminal", "Programs use 'review list' and 'review bulk'.");
        var pile = await PileAsync(run);
        var sitting = new Sitting(run, pile);
        if (pile.Count > 0)
            await sitting.RunAsync();
        var facts = new JsonObject { ["items"] = pile.Count, ["answered"] = pile.Done, ["signed_off"] = sitting.SignedOff };
        foreach (var (word, count) in pile.Tally)
            facts[word] = count;
        var open = pile.Count - pile.Done;
        run.Print.Outcome(
            open == 0 ? "[green]nothing is left[/]" : string.Create(CultureInfo.InvariantCulture, $"[yellow]{open:N0} left[/]"), facts,
            sitting.SignedOff == 0 && pile.Done > 0 ? Hint(pile) : []);
        return ExitCode.Ok;
    }

    private static string[] Hint(WorkPile pile) =>
    [
        "Your answers may change until they are signed off:",
        .. pile.Campaigns.Take(MaxHints).Select(c => $"agctl review signoff {ResourceName.IdOf(c)}"),
    ];

    private static async Task<WorkPile> PileAsync(CommandRun run)
    {
        var request = new ListWorkItemsRequest
        {
            Campaign = run.Has(Campaign) ? ResourceName.Campaign(run.Text(Campaign)) : "", PageSize = Pages.PageSize, AtLeast = run.Text(Inputs.AtLeast),
        };
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Reviews.ListWorkItemsAsync(request, run.Server.Call);
                return new Page<WorkItem>(page.Items, page.NextPageToken, page.Basis);
            },
            MaxItems);
        // What is still to be answered first; the rest can be gone through again.
        return new([.. all.Items.OrderBy(i => i.State == WorkState.Answered)]);
    }
}
