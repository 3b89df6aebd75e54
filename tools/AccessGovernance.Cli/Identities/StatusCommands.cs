using System.CommandLine;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Identities;

/// <summary>Suspends, resumes, terminates and reinstates identities.</summary>
internal static class StatusCommands
{
    private static readonly Option<string?> LastDay = Inputs.Text(
        "--last-day", "DATE", "Last day, such as 2026-06-30; access ends when it ends");
    private static readonly Option<string?> Zone = Inputs.Text(
        "--zone", "ZONE", "Time zone of the last day, such as Europe/Warsaw; otherwise Etc/UTC");

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(Effective(
            "suspend", "Suspends an identity: its access stays listed and stops working.", "agctl identity suspend alice"), SuspendAsync),
        runner.Running(Effective("resume", "Lifts a suspension: access works again.", "agctl identity resume alice"), ResumeAsync),
        runner.Running(
            new DocumentedCommand(
                "terminate", "Ends every grant of an identity, now, at an instant, or at the end of its last day.",
                "agctl identity terminate alice --last-day 2026-06-30 --zone Europe/Warsaw",
                "agctl identity terminate alice --reason \"left at once\"")
                .With(Inputs.Identity, Inputs.At, LastDay, Zone, Inputs.Reason, Inputs.RequestId),
            TerminateAsync),
        runner.Running(
            new DocumentedCommand(
                "withdraw-termination", "Takes back a termination that has not taken effect.", "agctl identity withdraw-termination alice")
                .With(Inputs.Identity, Inputs.Why, Inputs.RequestId),
            WithdrawAsync),
        runner.Running(
            Effective(
                "reinstate", "Lets a terminated identity be granted access again; brings no grant back.", "agctl identity reinstate alice"),
            ReinstateAsync),
    ];

    private static DocumentedCommand Effective(string name, string description, string example) =>
        new DocumentedCommand(name, description, example).With(Inputs.Identity, Inputs.At, Inputs.Reason, Inputs.RequestId);

    private static string Name(CommandRun run) => ResourceName.Identity(run.Get(Inputs.Identity));

    private static async Task<ExitCode> SuspendAsync(CommandRun run)
    {
        var request = new SuspendIdentityRequest
        {
            RequestId = run.RequestId(), Identity = Name(run), EffectiveAt = run.Time(Inputs.At), Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Identities.SuspendIdentityAsync(request, run.Server.Call);
        return Receipts.Show(run, $"suspended {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> ResumeAsync(CommandRun run)
    {
        var request = new ResumeIdentityRequest
        {
            RequestId = run.RequestId(), Identity = Name(run), EffectiveAt = run.Time(Inputs.At), Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Identities.ResumeIdentityAsync(request, run.Server.Call);
        return Receipts.Show(run, $"resumed {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> TerminateAsync(CommandRun run)
    {
        var request = new TerminateIdentityRequest { RequestId = run.RequestId(), Identity = Name(run), Reason = run.Text(Inputs.Reason) };
        if (run.Has(Inputs.At) && run.Has(LastDay))
            throw CommandFailed.Usage("--at is an instant, --last-day a day", "Leave one of them out.");
        if (run.Has(Zone) && !run.Has(LastDay))
            throw CommandFailed.Usage("--zone belongs to --last-day", "Add --last-day DATE, or leave --zone out.");
        if (run.Has(LastDay))
            request.LastDay = new CivilDate { Date = Date(run.Text(LastDay)), Zone = run.Has(Zone) ? run.Text(Zone) : "Etc/UTC" };
        else if (run.Time(Inputs.At) is { } at)
            request.EffectiveAt = at;
        var answer = await run.Server.Identities.TerminateIdentityAsync(request, run.Server.Call);
        return Receipts.Show(run, $"terminated {run.Get(Inputs.Identity)} from {TimeText.Show(answer.EffectiveAt)} on", answer.Receipt,
            Receipts.Fact("effective_at", TimeText.Show(answer.EffectiveAt)), Receipts.Fact("request_id", request.RequestId));
    }

    private static string Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text
            : throw CommandFailed.Usage($"'{text}' is not a date", "Write --last-day as 2026-06-30.");

    private static async Task<ExitCode> WithdrawAsync(CommandRun run)
    {
        var request = new WithdrawTerminationRequest
        {
            RequestId = run.RequestId(), Identity = Name(run), Reason = run.Text(Inputs.Why),
        };
        var answer = await run.Server.Identities.WithdrawTerminationAsync(request, run.Server.Call);
        return Receipts.Show(
            run, $"withdrew the termination of {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> ReinstateAsync(CommandRun run)
    {
        var request = new ReinstateIdentityRequest
        {
            RequestId = run.RequestId(), Identity = Name(run), EffectiveAt = run.Time(Inputs.At), Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Identities.ReinstateIdentityAsync(request, run.Server.Call);
        return Receipts.Show(run, $"reinstated {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }
}
