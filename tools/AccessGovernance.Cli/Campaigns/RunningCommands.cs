using System.CommandLine;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary>What moves a campaign on, from the end of a stage to the archive.</summary>
internal static class RunningCommands
{
    private const string Example = "0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11";

    private static readonly Option<int> Stage = new("--stage") { Description = "The stage, which has to be the present one", HelpName = "N" };

    private static readonly Option<string> LastDay = new("--last-day") { Description = "The new last day of the stage", HelpName = "DATE", Required = true };

    private static readonly Option<string> Role = new("--role") { Description = "In which role you sign", HelpName = "TEXT", Required = true };
    private static readonly Option<string?> Statement = Inputs.Text("--statement", "TEXT", "What you state: about the campaign, never about people");
    private static readonly Option<int[]> Open = new("--open-item")
    {
        Description = "An item whose case is open and is signed for all the same; give every one of them", HelpName = "N",
    };

    private static readonly Option<bool> AllOpen = new("--all-open") { Description = "Sign for every case that is open now, having looked at them" };
    private static readonly Option<string> Why = new("--reason")
    {
        Description = "Why: about the campaign, never about people", HelpName = "TEXT", Required = true,
    };

    public static DocumentedCommand EndStage(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "end-stage", "Ends the present stage, once everybody signed off or its deadline is over.", $"agctl campaign end-stage {Example}")
            .With(CampaignCommands.Campaign, Stage, Inputs.RequestId),
        async run =>
        {
            var campaign = CampaignOf(run);
            var stage = run.Has(Stage) ? run.Get(Stage)
                : (await run.Server.Campaigns.GetCampaignAsync(new() { Campaign = campaign }, run.Server.Call)).Campaign.Stage;
            var request = new EndStageRequest { RequestId = run.RequestId(), Campaign = campaign, Stage = stage };
            var answer = await run.Server.Campaigns.EndStageAsync(request, run.Server.Call);
            return Done(run, string.Create(CultureInfo.InvariantCulture, $"ended stage {stage}"), answer.Receipt);
        });

    public static DocumentedCommand Extend(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "extend", "Gives the present stage a later last day; whoever still owes answers is told.",
            $"agctl campaign extend {Example} --last-day 2026-12-18 --reason \"half of the owners are ill\"")
            .With(CampaignCommands.Campaign, Stage, LastDay, Why, Inputs.RequestId),
        async run =>
        {
            var campaign = CampaignOf(run);
            var stage = run.Has(Stage) ? run.Get(Stage)
                : (await run.Server.Campaigns.GetCampaignAsync(new() { Campaign = campaign }, run.Server.Call)).Campaign.Stage;
            var request = new ExtendStageRequest
            {
                RequestId = run.RequestId(), Campaign = campaign, Stage = stage, LastDay = run.Get(LastDay), Reason = run.Get(Why),
            };
            return Done(run, $"extended until {request.LastDay}", (await run.Server.Campaigns.ExtendStageAsync(request, run.Server.Call)).Receipt);
        });

    public static DocumentedCommand SignOff(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "signoff", "Signs off a campaign whose stages are over, listing every case that is still open.",
            $"agctl campaign signoff {Example} --role \"Head of audit\"",
            $"agctl campaign signoff {Example} --role CISO --open-item 17 --open-item 32 --statement \"both follow in the next release\"")
            .With(CampaignCommands.Campaign, Role, Statement, Open, AllOpen, Inputs.RequestId),
        SignOffAsync);

    public static DocumentedCommand Close(CommandRunner runner) => runner.Running(
        new DocumentedCommand("close", "Closes a campaign that is signed off, with the hash of its report.", $"agctl campaign close {Example}")
            .With(CampaignCommands.Campaign, Inputs.RequestId),
        async run =>
        {
            var request = new CloseCampaignRequest { RequestId = run.RequestId(), Campaign = CampaignOf(run) };
            var answer = await run.Server.Campaigns.CloseCampaignAsync(request, run.Server.Call);
            return Receipts.Show(run, "closed", answer.Receipt, Receipts.Fact("report_sha256", answer.ReportSha256));
        });

    public static DocumentedCommand Cancel(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "cancel", "Cancels a campaign. Nothing of it is deleted.", $"agctl campaign cancel {Example} --reason \"wrong scope\"")
            .With(CampaignCommands.Campaign, Why, Inputs.RequestId),
        async run =>
        {
            var request = new CancelCampaignRequest { RequestId = run.RequestId(), Campaign = CampaignOf(run), Reason = run.Get(Why) };
            return Done(run, "cancelled", (await run.Server.Campaigns.CancelCampaignAsync(request, run.Server.Call)).Receipt);
        });

    public static DocumentedCommand Archive(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "archive", "Takes a campaign that is closed or cancelled out of sight. It is kept as evidence.", $"agctl campaign archive {Example}")
            .With(CampaignCommands.Campaign, Inputs.RequestId),
        async run =>
        {
            var request = new ArchiveCampaignRequest { RequestId = run.RequestId(), Campaign = CampaignOf(run) };
            return Done(run, "archived", (await run.Server.Campaigns.ArchiveCampaignAsync(request, run.Server.Call)).Receipt);
        });

    private static async Task<ExitCode> SignOffAsync(CommandRun run)
    {
        if (run.Get(AllOpen) && run.Has(Open))
            throw CommandFailed.Usage("--open-item and --all-open both say what is signed for", "Give one of them.");
        var request = new SignOffCampaignRequest
        {
            RequestId = run.RequestId(), Campaign = CampaignOf(run), Role = run.Get(Role), Statement = run.Text(Statement),
        };
        request.StillOpen.Add(run.Get(AllOpen) ? await OpenNow(run, request.Campaign) : run.Get(Open) ?? []);
        return Done(run, string.Create(CultureInfo.InvariantCulture, $"signed off, with {request.StillOpen.Count} open cases"),
            (await run.Server.Campaigns.SignOffCampaignAsync(request, run.Server.Call)).Receipt);
    }

    private static async Task<IEnumerable<int>> OpenNow(CommandRun run, string campaign)
    {
        var request = new ListCasesRequest { Campaign = campaign, Open = true, PageSize = Questions.Pages.PageSize };
        var cases = await Questions.Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var page = await run.Server.Campaigns.ListCasesAsync(request, run.Server.Call);
                return new Page<RemediationCase>(page.Cases, page.NextPageToken, page.Basis);
            },
            null);
        return cases.Items.Select(c => c.Item);
    }

    private static string CampaignOf(CommandRun run) => ResourceName.Campaign(run.Get(CampaignCommands.Campaign));

    private static ExitCode Done(CommandRun run, string what, Receipt receipt) =>
        Receipts.Show(run, what, receipt, Receipts.Fact("campaign", ResourceName.IdOf(CampaignOf(run))));
}
