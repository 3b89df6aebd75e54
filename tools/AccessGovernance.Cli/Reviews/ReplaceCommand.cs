using System.CommandLine;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Campaigns;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Reviews;

/// <summary><c>review replace</c>: what administrators do about a reviewer who left, or does not answer.</summary>
internal static class ReplaceCommand
{
    private static readonly Argument<string> Reviewer = Inputs.Id("REVIEWER", "Id of the person whose place it is");
    private static readonly Argument<string> By = Inputs.Id("BY", "Id of the person who gets it");

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "replace", "Gives the place of a reviewer who left, or does not answer, to somebody else. For administrators.",
            "agctl review replace 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 17 P-42 P-43")
            .With(CampaignCommands.Campaign, ReviewCommands.Item, Reviewer, By, Inputs.RequestId),
        ReplaceAsync);

    private static async Task<ExitCode> ReplaceAsync(CommandRun run)
    {
        var request = new ReplaceReviewerRequest
        {
            RequestId = run.RequestId(), Campaign = ResourceName.Campaign(run.Get(CampaignCommands.Campaign)), Item = run.Get(ReviewCommands.Item),
            Reviewer = ResourceName.Person(run.Get(Reviewer)), By = ResourceName.Person(run.Get(By)),
        };
        var answer = await run.Server.Reviews.ReplaceReviewerAsync(request, run.Server.Call);
        return Receipts.Show(
            run, string.Create(CultureInfo.InvariantCulture, $"item {request.Item} is now with {run.Get(By)}, and no longer with {run.Get(Reviewer)}"),
            answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }
}
