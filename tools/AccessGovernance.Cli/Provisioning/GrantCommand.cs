using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Provisioning;

/// <summary><c>grant</c>: one identity, one entitlement, one period, one cause.</summary>
internal static class GrantCommand
{

    private static readonly Option<Cause?> Cause = new("--cause")
    {
        Description = $"Why: KIND or KIND:REFERENCE, kind one of {string.Join(", ", Words.All<CauseKind>())}; otherwise direct-assignment",
        HelpName = "KIND:REF",
        CustomParser = result => Parsing.Value<Cause?>(result, CauseText.Parse),
    };

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "grant",
            "Grants an entitlement to an identity.",
            "agctl grant alice erp:payments-approve --cause approved-request:REQ-1042",
            "agctl grant alice vpn:access --from 2026-03-01 --until 2026-06-01")
            .With(Inputs.Identity, Inputs.Entitlement, Inputs.From, Inputs.Until, Cause, Inputs.Reason, Inputs.RequestId),
        GrantAsync);

    private static async Task<ExitCode> GrantAsync(CommandRun run)
    {
        var request = new GrantAccessRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            Entitlement = ResourceName.Entitlement(run.Get(Inputs.Entitlement)),
            Validity = Inputs.Period(run.Time(Inputs.From), run.Time(Inputs.Until)),
            Cause = run.Get(Cause),
            Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Provisioning.GrantAccessAsync(request, run.Server.Call);
        return Receipts.Show(run, $"granted {run.Get(Inputs.Entitlement)} to {run.Get(Inputs.Identity)}", answer.Receipt,
            Receipts.Fact("grant_id", answer.GrantId), Receipts.Fact("request_id", request.RequestId));
    }
}
