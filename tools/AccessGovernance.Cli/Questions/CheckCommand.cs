using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>check</c>: may this identity use this entitlement, now or then? The exit code says it too.</summary>
internal static class CheckCommand
{

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "check",
            "May they: yes or no, with the path and the grants it follows from. Exit code 0 is yes, 4 is no.",
            "agctl check alice erp:payments-approve",
            "agctl check alice erp:payments-approve --at 2026-03-01 --known-at 2026-03-02 --known-by source")
            .With([Inputs.Identity, Inputs.Entitlement, .. QuestionOptions.ForOneAnswer]),
        AskAsync);

    /// <summary>Markup: yes or no at a glance, then who and what.</summary>
    public static string Headline(CheckAccessResponse answer, string identity, string entitlement) => answer.Allowed
        ? $"[bold green]YES[/]  {Printer.Safe(identity)} has {Printer.Safe(entitlement)}"
        : $"[bold red]NO[/]   {Printer.Safe(identity)} does not have {Printer.Safe(entitlement)}: {Why(answer.Reason)}";

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var (identity, entitlement) = (run.Get(Inputs.Identity), run.Get(Inputs.Entitlement));
        var request = HistoryQuestions.Check(
            ResourceName.Identity(identity), ResourceName.Entitlement(entitlement), QuestionOptions.Read(run));
        var answer = await run.Server.History.CheckAccessAsync(request, run.Server.Call);
        if (run.Print.Format == OutputFormat.Table)
            ForPeople(run.Print, answer, identity, entitlement);
        else
            run.Print.Outcome("", Facts(answer, identity, entitlement), BasisView.Notes(answer.Basis));
        return answer.Allowed ? ExitCode.Ok : ExitCode.No;
    }

    private static void ForPeople(Printer print, CheckAccessResponse answer, string identity, string entitlement)
    {
        print.Markup(Headline(answer, identity, entitlement));
        if (answer.Allowed)
            print.Markup($"     how: {Printer.Safe(identity)} > {Printer.Safe(PathFromGrant(answer, entitlement))}");
        print.Table(new Listing("grants", EvidenceView.GrantColumns, [.. answer.Grants.Select(EvidenceView.Grant)]));
        print.Notes(BasisView.Notes(answer.Basis));
    }

    private static string PathFromGrant(CheckAccessResponse answer, string entitlement) =>
        answer.Path.Count == 0 ? entitlement : EvidenceView.PathText(answer.Path);

    private static JsonObject Facts(CheckAccessResponse answer, string identity, string entitlement) => new()
    {
        ["allowed"] = answer.Allowed,
        ["reason"] = Words.Of(answer.Reason),
        ["identity"] = identity,
        ["entitlement"] = entitlement,
        ["via"] = answer.Allowed ? EvidenceView.PathText(answer.Path) : "",
        ["path"] = EvidenceView.Path(answer.Path),
        ["grants"] = EvidenceView.Grants(answer.Grants),
        ["basis"] = BasisView.Json(answer.Basis),
    };

    private static string Why(CheckReason reason) => reason switch
    {
        CheckReason.NoGrant => "no grant leads to it",
        CheckReason.Suspended => "the identity was suspended",
        CheckReason.Terminated => "the identity was terminated",
        _ => Words.Of(reason),
    };
}
