using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign launch</c>: begins a launch, and shows how it gets on until the campaign is in review.</summary>
internal static class LaunchCommand
{
    private const int MaxAsked = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private static readonly Option<int> Version = new("--version-seen")
    {
        Description = "The version that was looked at, which has to be the latest still; otherwise the latest", HelpName = "N",
    };

    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant whose access is reviewed; otherwise now");
    private static readonly Option<bool> Everything = new("--everything") { Description = "It is meant that the scope leaves nothing out" };
    private static readonly Option<bool> Unassigned = new("--unassigned") { Description = "It is meant that some items have no reviewer" };
    private static readonly Option<string?> Iteration = Inputs.Text("--iteration-of", "CAMPAIGN", "Opens again what nobody answered in this campaign");
    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "End once the launch has begun" };

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "launch",
            "Launches a campaign: freezes population and reviewers, and begins the first stage. Goes on in the server, should this command be interrupted.",
            "agctl campaign launch 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11",
            "agctl campaign launch 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --at 2026-06-30 --known-at 2026-07-03 --unassigned")
            .With([CampaignCommands.Definition, Version, At, .. QuestionOptions.ForOneState, Everything, Unassigned, Iteration, NoWait, Inputs.RequestId]),
        LaunchAsync);

    private static async Task<ExitCode> LaunchAsync(CommandRun run)
    {
        var definition = ResourceName.Definition(run.Get(CampaignCommands.Definition));
        var version = run.Has(Version) ? run.Get(Version)
            : (await run.Server.Campaigns.GetDefinitionAsync(new() { Definition = definition }, run.Server.Call)).Definition.Version;
        var request = new LaunchCampaignRequest
        {
            RequestId = run.RequestId(), Definition = definition, Version = version, ValidAt = run.Time(At), Knowledge = QuestionOptions.ReadKnowledge(run),
            EverythingIntended = run.Get(Everything), UnassignedIntended = run.Get(Unassigned),
            IterationOf = run.Has(Iteration) ? ResourceName.Campaign(run.Text(Iteration)) : "",
        };
        var expected = run.Get(NoWait) ? 0 : await ExpectedAsync(run, request);
        var answer = await run.Server.Campaigns.LaunchCampaignAsync(request, run.Server.Call);
        var campaign = run.Get(NoWait) ? answer.Campaign : await FollowAsync(run, answer.Campaign.Name, answer.Receipt.Token, expected);
        if (campaign.Status == CampaignStatus.Cancelled)
        {
            throw new CommandFailed(ExitCode.Failed, $"cancelled: {campaign.CancelReason}",
                "See 'agctl campaign preview', change the definition or what is intended, and launch again.");
        }
        CampaignViews.Print(run, campaign.Status == CampaignStatus.Launching ? "[yellow]launching[/]" : "[green]launched[/]", campaign);
        return ExitCode.Ok;
    }

    /// <summary>Asks again and again until the campaign is no longer launching.</summary>
    private static Task<Campaign> FollowAsync(CommandRun run, string campaign, string token, long expected) =>
        ProgressDisplay.RunAsync(run.Surroundings, "finding the population", expected, async report =>
        {
            for (var asked = 0; asked < MaxAsked; asked++)
            {
                var request = new GetCampaignRequest { Campaign = campaign, AtLeast = token };
                var now = (await run.Server.Campaigns.GetCampaignAsync(request, run.Server.Call)).Campaign;
                if (now.Status != CampaignStatus.Launching)
                    return now;
                report(now.Frozen, now.Frozen == 0 ? "finding the population" : $"{now.Frozen:N0} items frozen");
                await Task.Delay(Interval, run.Surroundings.Clock, run.Cancellation);
            }
            throw new CommandFailed(ExitCode.Failed, "the launch takes very long", $"See 'agctl campaign status {ResourceName.IdOf(campaign)}'.");
        });

    // What the bar goes to: the same question that the launch asks itself.
    private static async Task<long> ExpectedAsync(CommandRun run, LaunchCampaignRequest launch) => !run.Surroundings.ErrorIsTerminal ? 1
        : (await run.Server.Campaigns.PreviewCampaignAsync(
            new() { Definition = launch.Definition, ValidAt = launch.ValidAt, Knowledge = launch.Knowledge }, run.Server.Call)).Items;
}
