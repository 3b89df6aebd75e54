using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Provisioning;

/// <summary><c>revoke</c>: ends one grant.</summary>
internal static class RevokeCommand
{
    private static readonly Option<string?> Grant = Inputs.Text("--grant", "ID", "Which grant; otherwise the only open one");

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "revoke",
            "Ends one grant, now or at another time. At or before its start, the grant is void.",
            "agctl revoke alice erp:payments-approve",
            "agctl revoke alice erp:payments-approve --at 2026-06-30T22:00:00Z --reason \"moves to sales\"")
            .With(Inputs.Identity, Inputs.Entitlement, Grant, Inputs.At, Inputs.Reason, Inputs.RequestId),
        RevokeAsync);

    private static async Task<ExitCode> RevokeAsync(CommandRun run)
    {
        var (identity, entitlement) = (run.Get(Inputs.Identity), run.Get(Inputs.Entitlement));
        var grant = run.Has(Grant) ? run.Text(Grant) : await OpenGrants.TheOnlyOneAsync(run, identity, entitlement);
        var request = new RevokeAccessRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(identity),
            GrantId = grant,
            Entitlement = ResourceName.Entitlement(entitlement),
            EffectiveAt = run.Time(Inputs.At),
            Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Provisioning.RevokeAccessAsync(request, run.Server.Call);
        return Receipts.Show(run, $"revoked {entitlement} from {identity}", answer.Receipt,
            Receipts.Fact("grant_id", grant), Receipts.Fact("request_id", request.RequestId));
    }
}
