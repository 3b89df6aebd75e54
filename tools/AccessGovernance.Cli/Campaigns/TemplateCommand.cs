using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign template</c>: settings to start from, as a file to be edited.</summary>
internal static class TemplateCommand
{
    private static readonly Argument<string?> Template = new("TEMPLATE")
    {
        Description = "Which template; without it, the templates that there are", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Owner = Inputs.Text("--owner", "PERSON", "The person who answers for the campaign");
    private static readonly Option<string?> Zone = Inputs.Text("--zone", "ZONE", "IANA time zone of the calendar, such as Europe/Warsaw; otherwise UTC");

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "template",
            "Settings to start from, as JSON: write them to a file, change them, and define a campaign with it.",
            "agctl campaign template",
            "agctl campaign template privileged-quarterly --owner P-17 --zone Europe/Warsaw")
            .With([Template, Owner, Zone]),
        ShowAsync);

    private static async Task<ExitCode> ShowAsync(CommandRun run)
    {
        var templates = (await run.Server.Campaigns.ListTemplatesAsync(new(), run.Server.Call)).Templates;
        if (run.Find(Template) is not { } wanted)
        {
            run.Print.List(new Listing("templates", [new("template"), new("description")],
                [.. templates.Select(t => new JsonObject { ["template"] = t.Id, ["description"] = t.Description })]));
            return ExitCode.Ok;
        }
        var found = templates.FirstOrDefault(t => t.Id == wanted)
            ?? throw CommandFailed.Usage($"'{wanted}' is no template", $"There are: {string.Join(", ", templates.Select(t => t.Id))}.");
        if (run.Has(Owner))
            found.Settings.Owner = ResourceName.Person(run.Text(Owner));
        if (run.Has(Zone))
            found.Settings.Calendar.Zone = run.Text(Zone);
        await run.Surroundings.Out.WriteLineAsync(SettingsFile.Format(found.Settings));
        return ExitCode.Ok;
    }
}
