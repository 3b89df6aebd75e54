using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary>Commands about definitions: what campaigns are launched from, in versions.</summary>
internal static class DefinitionCommands
{
    private static readonly Argument<string> FileName = new("FILE") { Description = "JSON settings, as 'campaign template' writes them" };

    private static readonly Option<int> Version = new("--version-seen")
    {
        Description = "The version that was looked at, which has to be the latest still", HelpName = "N", Required = true,
    };

    private static readonly Option<int> ShownVersion = new("--version-shown") { Description = "Which version; otherwise the latest", HelpName = "N" };

    private static readonly Option<bool> Retired = new("--retired") { Description = "Retired ones too" };

    private static readonly IReadOnlyList<Column> Columns =
        [new("definition"), new("name"), new("version"), new("owner"), new("stages"), new("recurrence"), new("next_launch_at"), new("retired")];

    public static DocumentedCommand Define(CommandRunner runner) => runner.Running(
        new DocumentedCommand("define", "Defines campaigns from a file of settings. Launches nothing.", "agctl campaign define privileged.json")
            .With(FileName, Inputs.RequestId),
        async run =>
        {
            var request = new DefineCampaignRequest { RequestId = run.RequestId(), Settings = SettingsFile.Read(run.Get(FileName)) };
            var answer = await run.Server.Campaigns.DefineCampaignAsync(request, run.Server.Call);
            return Done(run, "defined", answer.Definition, answer.Receipt, request.RequestId);
        });

    public static DocumentedCommand Revise(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "revise", "Makes the next version of a definition. Campaigns that were launched keep theirs.",
            "agctl campaign revise 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 privileged.json --version-seen 1")
            .With(CampaignCommands.Definition, FileName, Version, Inputs.RequestId),
        async run =>
        {
            var request = new ReviseDefinitionRequest
            {
                RequestId = run.RequestId(), Definition = ResourceName.Definition(run.Get(CampaignCommands.Definition)), Version = run.Get(Version),
                Settings = SettingsFile.Read(run.Get(FileName)),
            };
            var answer = await run.Server.Campaigns.ReviseDefinitionAsync(request, run.Server.Call);
            return Done(run, "revised", answer.Definition, answer.Receipt, request.RequestId);
        });

    public static DocumentedCommand Retire(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "retire", "Retires a definition for good: no campaign is launched from it any more.",
            "agctl campaign retire 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11")
            .With(CampaignCommands.Definition, Inputs.RequestId),
        async run =>
        {
            var request = new RetireDefinitionRequest
            {
                RequestId = run.RequestId(), Definition = ResourceName.Definition(run.Get(CampaignCommands.Definition)),
            };
            var answer = await run.Server.Campaigns.RetireDefinitionAsync(request, run.Server.Call);
            return Receipts.Show(run, "retired", answer.Receipt, Receipts.Fact("definition", ResourceName.IdOf(request.Definition)));
        });

    public static DocumentedCommand List(CommandRunner runner) => runner.Running(
        new DocumentedCommand("definitions", "The definitions that there are.", "agctl campaign definitions --retired")
            .With(Retired, QuestionOptions.RowLimit, Inputs.AtLeast),
        ListAsync);

    public static DocumentedCommand Show(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "show", "One definition: at a glance, or with --output json with all its settings.",
            "agctl campaign show 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --output json")
            .With(CampaignCommands.Definition, ShownVersion, Inputs.AtLeast),
        ShowAsync);

    public static JsonObject Row(CampaignDefinition definition) => new()
    {
        ["definition"] = ResourceName.IdOf(definition.Name),
        ["name"] = definition.Settings.Name,
        ["version"] = definition.Version,
        ["owner"] = ResourceName.IdOf(definition.Settings.Owner),
        ["stages"] = definition.Settings.Stages.Count,
        ["recurrence"] = definition.Settings.Recurrence,
        ["next_launch_at"] = TimeText.Show(definition.NextLaunchAt),
        ["retired"] = definition.Retired,
    };

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = new ListDefinitionsRequest
        {
            PageSize = Questions.Pages.SizeFor(limit), IncludeRetired = run.Get(Retired), AtLeast = run.Text(Inputs.AtLeast),
        };
        var answer = await Questions.Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Campaigns.ListDefinitionsAsync(request, run.Server.Call);
                return new Page<CampaignDefinition>(page.Definitions, page.NextPageToken, page.Basis);
            },
            limit);
        run.Print.List(new Listing("definitions", Columns, [.. answer.Items.Select(Row)])
        {
            About = new JsonObject { ["complete"] = !answer.Cut }, Notes = [BasisView.Limit(answer.Cut, answer.Items.Count)],
        });
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ShowAsync(CommandRun run)
    {
        var request = new GetDefinitionRequest
        {
            Definition = ResourceName.Definition(run.Get(CampaignCommands.Definition)), Version = run.Get(ShownVersion),
            AtLeast = run.Text(Inputs.AtLeast),
        };
        var definition = (await run.Server.Campaigns.GetDefinitionAsync(request, run.Server.Call)).Definition;
        var facts = Row(definition);
        if (run.Print.Format == OutputFormat.Json)
            facts["settings"] = JsonNode.Parse(SettingsFile.Format(definition.Settings));
        else
            Describe(facts, definition.Settings);
        run.Print.Outcome($"[bold]{Printer.Safe(definition.Settings.Name)}[/]", facts, []);
        return ExitCode.Ok;
    }

    private static void Describe(JsonObject facts, CampaignSettings settings)
    {
        facts["scope"] = string.Join("; ", settings.Scope.Applications.Concat(settings.Scope.Entitlements).Append(settings.Scope.Condition?.Text ?? "")
            .Where(s => s.Length > 0));
        facts["exclusions"] = settings.Exclusions.Count;
        for (var i = 0; i < settings.Stages.Count; i++)
        {
            var stage = settings.Stages[i];
            facts[$"stage_{i + 1}"] = $"{stage.Name}, {stage.Days} days, {Words.Of(stage.Reviewers.Rule.Kind)}, {Words.Of(stage.Strategy.Kind)}, "
                + $"no response: {Words.Of(stage.NoResponse)}";
        }
        facts["calendar"] = settings.Calendar.Zone;
        facts["justification"] = Words.Of(settings.Rules.Justification);
        facts["remediation"] = $"{Words.Of(settings.Remediation.Mode)}, within {settings.Remediation.SlaDays} days";
    }

    private static ExitCode Done(CommandRun run, string what, CampaignDefinition definition, Receipt receipt, string requestId) => Receipts.Show(
        run, $"{what} {definition.Settings.Name}", receipt, [.. Row(definition).DeepClone().AsObject().Select(f =>
            new KeyValuePair<string, JsonNode?>(f.Key, f.Value?.DeepClone())), Receipts.Fact("request_id", requestId)]);
}
