using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Provisioning;

/// <summary><c>correct</c>: states that the recorded validity of a grant was wrong.</summary>
internal static class CorrectCommand
{
    private static readonly Argument<string> Grant = Inputs.Id("GRANT", "Id of the grant; see 'agctl timeline'");
    private static readonly Option<string?> Why = Inputs.Text("--reason", "TEXT", "Why it was wrong; always needed. Stored encrypted");
    private static readonly Option<bool> Void = new("--void") { Description = "The grant never held; final" };

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "correct",
            "Corrects the recorded validity of a grant, or voids it. Earlier knowledge stays on record.",
            "agctl correct alice vpn:access 0b9f2c1e-5d0a-4a57-9c3e-6f1d1c1f8a11 --from 2026-03-01 --until 2026-04-01 --reason typo",
            "agctl correct alice vpn:access 0b9f2c1e-5d0a-4a57-9c3e-6f1d1c1f8a11 --void --reason \"wrong person\"")
            .With(Inputs.Identity, Inputs.Entitlement, Grant, Inputs.From, Inputs.Until, Void, Why, Inputs.RequestId),
        CorrectAsync);

    private static async Task<ExitCode> CorrectAsync(CommandRun run)
    {
        var request = new CorrectGrantRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            GrantId = run.Get(Grant),
            Entitlement = ResourceName.Entitlement(run.Get(Inputs.Entitlement)),
            Reason = run.Text(Why),
        };
        SetCorrection(run, request);
        var answer = await run.Server.Provisioning.CorrectGrantAsync(request, run.Server.Call);
        return Receipts.Show(run, $"corrected {request.GrantId} of {run.Get(Inputs.Identity)}", answer.Receipt,
            Receipts.Fact("request_id", request.RequestId));
    }

    private static void SetCorrection(CommandRun run, CorrectGrantRequest request)
    {
        var (from, until) = (run.Time(Inputs.From), run.Time(Inputs.Until));
        if (request.Reason.Length == 0)
            throw CommandFailed.Usage("a correction needs a reason", "Add --reason TEXT.");
        if (run.Get(Void) && (from ?? until) is not null)
            throw CommandFailed.Usage("--void leaves no validity", "Leave --from and --until out, or --void.");
        if (run.Get(Void))
            request.Void = true;
        else if (from is null)
            throw CommandFailed.Usage("the corrected validity needs its beginning", "Add --from TIME, or --void if the grant never held.");
        else
            request.Validity = new Validity { From = from, Until = until };
    }
}
