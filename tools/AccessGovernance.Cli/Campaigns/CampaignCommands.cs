using System.CommandLine;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary>The family <c>campaign</c>: access reviews from their definition to their report.</summary>
internal static class CampaignCommands
{
    public static readonly Argument<string> Campaign = Inputs.Id("CAMPAIGN", "The campaign's UUID, as 'campaign launch' and 'campaign list' show it");

    public static readonly Argument<string> Definition = Inputs.Id(
        "DEFINITION", "The definition's UUID, as 'campaign define' and 'campaign definitions' show it");

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "campaign", "Access reviews: define, preview, launch, run, sign off and report them.",
        "agctl campaign template privileged-quarterly --owner P-17")
        .With(
            TemplateCommand.Create(runner), DefinitionCommands.Define(runner), DefinitionCommands.Revise(runner), DefinitionCommands.Retire(runner),
            DefinitionCommands.List(runner), DefinitionCommands.Show(runner), PreviewCommand.Create(runner), LaunchCommand.Create(runner),
            CampaignViews.List(runner), CampaignViews.Status(runner), MessagesCommand.Create(runner), RunningCommands.EndStage(runner),
            RunningCommands.Extend(runner), RunningCommands.SignOff(runner), RunningCommands.Close(runner), RunningCommands.Cancel(runner),
            RunningCommands.Archive(runner), ReportCommand.Create(runner));
}
