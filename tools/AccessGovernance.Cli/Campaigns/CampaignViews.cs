using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign list</c> and <c>campaign status</c>: where campaigns are, at a glance.</summary>
internal static class CampaignViews
{
    private static readonly Option<string?> Of = Inputs.Text("--definition", "ID", "Only campaigns of this definition");

    private static readonly Option<CampaignStatus[]> Statuses = new("--status")
    {
        Description = $"Only these: {string.Join(", ", Words.All<CampaignStatus>())}; may be given several times. Otherwise all but archived ones",
        HelpName = "WORD",
        CustomParser = result => Parsing.Value(result, _ => result.Tokens.Select(t => Words.Parse<CampaignStatus>(t.Value)).ToArray()),
    };

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("campaign"), new("name"), new("status"), new("stage"), new("deadline_at"), new("in_review"), new("answered"), new("signed_off"),
        new("open_cases"), new("definition", false), new("begun_at", false), new("definition_version", false),
    ];

    public static DocumentedCommand List(CommandRunner runner) => runner.Running(
        new DocumentedCommand("list", "The campaigns that there are, and how far each is.", "agctl campaign list --status in-review")
            .With(Statuses, Of, QuestionOptions.RowLimit, Inputs.AtLeast),
        ListAsync);

    public static DocumentedCommand Status(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "status", "One campaign: population, stages with deadlines, answers, cases, sign-off.",
            "agctl campaign status 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11")
            .With(CampaignCommands.Campaign, Inputs.AtLeast),
        async run =>
        {
            var request = new GetCampaignRequest { Campaign = ResourceName.Campaign(run.Get(CampaignCommands.Campaign)), AtLeast = run.Text(Inputs.AtLeast) };
            var campaign = (await run.Server.Campaigns.GetCampaignAsync(request, run.Server.Call)).Campaign;
            Print(run, "[bold]campaign[/]", campaign);
            return ExitCode.Ok;
        });

    public static void Print(CommandRun run, string title, Campaign campaign)
    {
        var facts = Row(campaign);
        facts["valid_at"] = TimeText.Show(campaign.ValidAt);
        facts["position"] = campaign.Position;
        facts["source_known_at"] = TimeText.Show(campaign.SourceKnownAt);
        facts["iteration_of"] = ResourceName.IdOf(campaign.IterationOf);
        facts["cancelled_because"] = campaign.CancelReason;
        if (campaign.Status == CampaignStatus.Launching)
            facts["frozen"] = campaign.Frozen;
        if (campaign.Population is { } population)
        {
            facts["items"] = population.Items;
            facts["of_accounts"] = population.OfAccounts;
            facts["without_reviewer_at_launch"] = population.WithoutReviewer;
            facts["own_access_kept"] = population.OwnAccessKept;
            facts["own_access_left_out"] = population.OwnAccessLeftOut;
            facts["applications"] = new JsonObject(
                population.Applications.Select(a => KeyValuePair.Create(ResourceName.IdOf(a.Application), (JsonNode?)a.Items)));
            facts["sha256"] = population.Sha256;
        }
        foreach (var stage in campaign.Stages)
            facts[$"stage_{stage.Number}"] = $"{stage.Name}, until the end of {stage.Deadline.Date} in {stage.Deadline.Zone}";
        facts["outcomes"] = Outcomes(campaign.Items);
        facts["cases"] = new JsonObject(campaign.Cases.Select(c => KeyValuePair.Create(Words.Of(c.State), (JsonNode?)c.Cases)));
        facts["signed_off_by"] = ResourceName.IdOf(campaign.SignOff?.Person ?? "");
        facts["report_sha256"] = campaign.ReportSha256;
        facts["report_token"] = campaign.ReportToken;
        if (run.Print.Format == OutputFormat.Json && campaign.Settings is { } settings)
            facts["settings"] = JsonNode.Parse(SettingsFile.Format(settings));
        run.Print.Outcome($"{title} {Printer.Safe(campaign.Settings?.Name ?? "")}: {Words.Of(campaign.Status)}", facts, []);
    }

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = new ListCampaignsRequest
        {
            PageSize = Questions.Pages.SizeFor(limit), Definition = run.Has(Of) ? ResourceName.Definition(run.Text(Of)) : "",
            AtLeast = run.Text(Inputs.AtLeast), Statuses = { run.Get(Statuses) ?? [] },
        };
        var answer = await Questions.Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Campaigns.ListCampaignsAsync(request, run.Server.Call);
                return new Page<Campaign>(page.Campaigns, page.NextPageToken, page.Basis);
            },
            limit);
        run.Print.List(new Listing("campaigns", Columns, [.. answer.Items.Select(Row)])
        {
            About = new JsonObject { ["complete"] = !answer.Cut }, Notes = [BasisView.Limit(answer.Cut, answer.Items.Count)],
        });
        return ExitCode.Ok;
    }

    private static JsonObject Row(Campaign campaign) => new()
    {
        ["campaign"] = ResourceName.IdOf(campaign.Name),
        ["name"] = campaign.Settings?.Name ?? "",
        ["status"] = Words.Of(campaign.Status),
        ["stage"] = campaign.Stage,
        ["deadline_at"] = TimeText.Show(campaign.Stages.LastOrDefault()?.DeadlineAt),
        ["in_review"] = campaign.Items?.InReview ?? 0,
        ["answered"] = campaign.Items?.Answered ?? 0,
        ["signed_off"] = campaign.Items?.SignedOff ?? 0,
        ["open_cases"] = campaign.Cases.Where(c => c.State != CaseState.ObservedAbsent && c.State != CaseState.Excepted).Sum(c => c.Cases),
        ["definition"] = ResourceName.IdOf(campaign.Definition),
        ["definition_version"] = campaign.DefinitionVersion,
        ["begun_at"] = TimeText.Show(campaign.BegunAt),
    };

    private static JsonObject Outcomes(ItemTally? items) => items is null ? [] : new()
    {
        ["kept, not reviewed"] = items.Kept, ["certified"] = items.Certified, ["modified"] = items.Modified, ["suspended"] = items.Suspended,
        ["revoked"] = items.Revoked,
    };
}
