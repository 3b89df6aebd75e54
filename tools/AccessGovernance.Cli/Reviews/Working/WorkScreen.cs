using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Spectre.Console;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary>What a reviewer sees and presses: one item at a time, how far the work is, and the keys that there are.</summary>
internal sealed class WorkScreen(CommandRun run)
{
    private const int BarWidth = 30;

    private const string Keys = "[bold]c[/]ertify  [bold]r[/]evoke  [bold]m[/]odify  [bold]a[/]bstain  [bold]d[/]elegate  commen[bold]t[/]  "
        + "[bold]n[/]ext  [bold]p[/]revious  [bold]s[/]ign off  [bold]q[/]uit";

    private static readonly string[] NotForPeople = ["campaign", "item", "identity", "entitlement", "revision", "state", "stage"];

    private readonly IAnsiConsole console = Consoles.Create(run.Surroundings.Out, true);
    private string said = "";

    /// <summary>A line that stands under the next screen: what was refused, or done.</summary>
    public void Say(string markup) => said = markup;

    public void Show(WorkPile pile, GetWorkItemResponse? item)
    {
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

    public async Task<ConsoleKey> Key() => (await console.Input.ReadKeyAsync(intercept: true, run.Cancellation))?.Key ?? ConsoleKey.Q;

    /// <summary>One line of text; empty when nothing was typed.</summary>
    public Task<string> Ask(string question) => console.PromptAsync(new TextPrompt<string>($"{question}:").AllowEmpty(), run.Cancellation);

    public Task<bool> Confirm(string question) => console.PromptAsync(new ConfirmationPrompt(question) { DefaultValue = false }, run.Cancellation);

    private void ShowItem(GetWorkItemResponse item)
    {
        var facts = ItemCommand.Facts(item);
        foreach (var key in NotForPeople)
            facts.Remove(key);
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"\n[grey]item {item.Item.Item}, stage {item.Item.Stage}[/]"));
        run.Print.Outcome(ItemCommand.Headline(item), facts, []);
    }

    private static string Progress(WorkPile pile)
    {
        var full = pile.Count == 0 ? 0 : BarWidth * pile.Done / pile.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"[green]{new string('█', full)}[/][grey]{new string('░', BarWidth - full)}[/]  {pile.Done:N0} of {pile.Count:N0} answered");
    }
}
