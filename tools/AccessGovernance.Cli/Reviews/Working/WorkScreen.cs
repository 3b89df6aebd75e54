using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Spectre.Console;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary>
/// What a reviewer sees and presses: one item at a time, how far the work is, and the keys that there are. What is typed ahead of a question's end, or of
/// a refusal, is dropped: text is never taken for keys.
/// </summary>
internal sealed class WorkScreen
{
    private const int BarWidth = 30;

    private const string Keys = "[bold]c[/]ertify  [bold]r[/]evoke  [bold]m[/]odify  [bold]a[/]bstain  [bold]d[/]elegate  commen[bold]t[/]  "
        + "[bold]n[/]ext  [bold]p[/]revious  [bold]s[/]ign off  [bold]q[/]uit";

    private static readonly string[] NotForPeople =
        ["campaign", "campaign_name", "deadline_at", "item", "identity", "entitlement", "revision", "state", "stage"];

    private readonly CommandRun run;
    private readonly IAnsiConsole console;
    private readonly TypedLine line;
    private string said = "";
    private bool asked;

    public WorkScreen(CommandRun run)
    {
        this.run = run;
        console = Consoles.Create(run.Surroundings.Out, true);
        line = new(console, run);
    }

    /// <summary>A line that stands under the next screen.</summary>
    public void Say(string markup) => said = markup;

    /// <summary>A line that stands here and now, before a question.</summary>
    public void Tell(string markup) => console.MarkupLine(markup);

    /// <summary>Says what was not done. Who had to type for it may be typing still: only Enter goes on then.</summary>
    public async Task RefuseAsync(string why)
    {
        var refused = $"[red]not done:[/] {Printer.Safe(why)}";
        if (!asked)
        {
            Say(refused);
            await line.DropTypedAheadAsync();
            return;
        }
        Tell($"{refused}\nPress [bold]Enter[/] to go on.");
        await line.ReadAsync(shown: false);
        await line.DropTypedAheadAsync();
    }

    public async Task ShowAsync(WorkPile pile, GetWorkItemResponse? item)
    {
        if (asked)
            await line.DropTypedAheadAsync();
        asked = false;
        console.Clear();
        console.MarkupLine(Progress(pile));
        if (item is not null)
            ShowItem(item);
        else if (pile.Current is null)
            console.MarkupLine("\nThat was the last item: [bold]s[/]ign off your answers, go back to the [bold]p[/]revious one, or [bold]q[/]uit.");
        console.MarkupLine($"\n{Keys}");
        if (said.Length > 0)
            console.MarkupLine(said);
        said = "";
    }

    public async Task<ConsoleKey> KeyAsync() => (await console.Input.ReadKeyAsync(intercept: true, run.Cancellation))?.Key ?? ConsoleKey.Q;

    /// <summary>One line of text; empty when nothing was typed, null after Escape.</summary>
    public async Task<string?> AskAsync(string question)
    {
        asked = true;
        console.Markup($"{Printer.Safe(question)}: ");
        var answer = await line.ReadAsync(shown: true);
        await line.DropTypedAheadAsync();
        return answer;
    }

    /// <summary>A line that has to hold something: asked for once more when nothing was typed. Null after Escape, or nothing twice.</summary>
    public async Task<string?> InsistAsync(string question) => await AskAsync(question) switch
    {
        "" => await AskAsync($"{question} (Esc, or nothing again, leaves the item as it is)") is { Length: > 0 } second ? second : null,
        var first => first,
    };

    /// <summary>Yes or no; no when nothing was typed, null after Escape or what is neither.</summary>
    public async Task<bool?> ConfirmAsync(string question) => (await AskAsync($"{question} [y/n]"))?.ToLowerInvariant() switch
    {
        "y" or "yes" => true,
        "" or "n" or "no" => false,
        _ => null,
    };

    private void ShowItem(GetWorkItemResponse answer)
    {
        var (facts, item) = (ItemCommand.Facts(answer), answer.Item);
        foreach (var key in NotForPeople)
            facts.Remove(key);
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
            $"\n[bold]{Printer.Safe(item.CampaignName)}[/] [grey]({ResourceName.IdOf(item.Campaign)}), answers until {TimeText.Show(item.DeadlineAt)}[/]"));
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[grey]item {item.Item}, stage {item.Stage}[/]"));
        run.Print.Outcome(ItemCommand.Headline(answer), facts, []);
    }

    private static string Progress(WorkPile pile)
    {
        var full = pile.Count == 0 ? 0 : BarWidth * pile.Done / pile.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"[green]{new string('█', full)}[/][grey]{new string('░', BarWidth - full)}[/]  {pile.Done:N0} of {pile.Count:N0} answered");
    }
}
