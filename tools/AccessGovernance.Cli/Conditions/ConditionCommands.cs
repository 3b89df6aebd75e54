using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Google.Protobuf;

namespace AccessGovernance.Cli.Conditions;

/// <summary>The family <c>condition</c>.</summary>
internal static class ConditionCommands
{
    private static readonly Argument<string> Text = Inputs.Id("TEXT", "The condition, in quotes for the shell");

    private static readonly Option<string?> About = new("--about")
    {
        Description = $"Whose attributes it may ask about, with commas between: {string.Join(", ", Words.All<ConditionSubject>())}; otherwise all of them",
        HelpName = "WORDS",
        CustomParser = result => Parsing.Value(result, text =>
        {
            _ = Subjects(text);
            return text;
        }),
    };

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "condition", "Questions about attributes, by which identities and entitlements are chosen.", "agctl condition check \"department == 'Finance'\"")
        .With(
            runner.Running(
                new DocumentedCommand(
                    "check",
                    "Says whether a condition can be asked, and writes it in its canonical form.",
                    "agctl condition check \"department == 'Finance' and risk >= 'high' and last_used before 90 days\"",
                    "agctl condition check \"identity.kind == 'service'\" --about identity --output json")
                    .With([Text, About]),
                CheckAsync));

    private static async Task<ExitCode> CheckAsync(CommandRun run)
    {
        var request = new CheckConditionRequest { Condition = new() { Text = run.Get(Text) }, About = { Subjects(run.Text(About)) } };
        var answer = await ConditionPlace.ShowIfWrong(run, request.Condition.Text, () => run.Server.Conditions.CheckConditionAsync(request, run.Server.Call));
        var facts = new JsonObject { ["text"] = answer.Text, ["attributes"] = new JsonArray([.. answer.Attributes.Select(a => (JsonNode)a)]) };
        if (run.Print.Format == OutputFormat.Json)
            facts["tree"] = JsonNode.Parse(JsonFormatter.Default.Format(answer.Tree));
        run.Print.Outcome("[bold]It can be asked.[/]", facts, []);
        return ExitCode.Ok;
    }

    private static List<ConditionSubject> Subjects(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Words.Parse<ConditionSubject>).ToList();
}
