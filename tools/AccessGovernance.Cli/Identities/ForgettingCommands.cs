using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Identities;

/// <summary>Forgets the personal data of a terminated identity: one person asks, another confirms.</summary>
internal static class ForgettingCommands
{
    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        new DocumentedCommand("forget", "Forgets personal data for ever; it takes two persons.", "agctl identity forget request alice")
            .With(
                runner.Running(
                    new DocumentedCommand(
                        "request", "Asks that a terminated identity's personal data be forgotten.", "agctl identity forget request alice")
                        .With(Inputs.Identity, Inputs.RequestId),
                    RequestAsync),
                runner.Running(
                    new DocumentedCommand(
                        "confirm", "Confirms another person's request. The keys are destroyed; this cannot be undone.",
                            "agctl identity forget confirm alice")
                        .With(Inputs.Identity, Inputs.RequestId),
                    ConfirmAsync)),
    ];

    private static async Task<ExitCode> RequestAsync(CommandRun run)
    {
        var request = new RequestForgettingRequest
        {
            RequestId = run.RequestId(), Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
        };
        var answer = await run.Server.Identities.RequestForgettingAsync(request, run.Server.Call);
        return Receipts.Show(run, $"asked to forget {run.Get(Inputs.Identity)}; another person must confirm", answer.Receipt,
            Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> ConfirmAsync(CommandRun run)
    {
        var request = new ConfirmForgettingRequest
        {
            RequestId = run.RequestId(), Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
        };
        var answer = await run.Server.Identities.ConfirmForgettingAsync(request, run.Server.Call);
        return Receipts.Show(
            run, $"forgot the personal data of {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }
}
