using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Identities;

/// <summary>Places and lifts legal holds, which keep an identity from being forgotten.</summary>
internal static class HoldCommands
{
    private static readonly Argument<string> Hold = Inputs.Id("HOLD", "Id of the hold, as it was shown when placed");

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        new DocumentedCommand(
            "hold", "Legal holds: while one is in place, the identity cannot be forgotten.", "agctl identity hold place alice")
            .With(
                runner.Running(
                    new DocumentedCommand("place", "Places a legal hold.", "agctl identity hold place alice --reason \"case 2026-17\"")
                        .With(Inputs.Identity, Inputs.Why, Inputs.RequestId),
                    PlaceAsync),
                runner.Running(
                    new DocumentedCommand(
                        "lift", "Lifts a legal hold.", "agctl identity hold lift alice 0b9f2c1e-5d0a-4a57-9c3e-6f1d1c1f8a11")
                        .With(Inputs.Identity, Hold, Inputs.Why, Inputs.RequestId),
                    LiftAsync)),
    ];

    private static async Task<ExitCode> PlaceAsync(CommandRun run)
    {
        var request = new PlaceLegalHoldRequest
        {
            RequestId = run.RequestId(), Identity = ResourceName.Identity(run.Get(Inputs.Identity)), Reason = run.Text(Inputs.Why),
        };
        var answer = await run.Server.Identities.PlaceLegalHoldAsync(request, run.Server.Call);
        return Receipts.Show(run, $"placed a legal hold on {run.Get(Inputs.Identity)}", answer.Receipt,
            Receipts.Fact("hold_id", answer.HoldId), Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> LiftAsync(CommandRun run)
    {
        var request = new LiftLegalHoldRequest
        {
            RequestId = run.RequestId(), Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            HoldId = run.Get(Hold), Reason = run.Text(Inputs.Why),
        };
        var answer = await run.Server.Identities.LiftLegalHoldAsync(request, run.Server.Call);
        return Receipts.Show(
            run, $"lifted a legal hold of {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }
}
