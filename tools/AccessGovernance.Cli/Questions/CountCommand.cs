using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>count</c>: how many had one entitlement, without naming anybody.</summary>
internal static class CountCommand
{
    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "count",
            "How many had access: distinct identities, and the people behind them; nobody is named.",
            "agctl count erp:payments-approve",
            "agctl count erp:payments-approve --from 2026-01-01 --until 2026-04-01 --known-at 2026-02-15",
            "agctl count erp:payments-approve --layer any")
            .With([Inputs.Entitlement, .. QuestionOptions.ForOneAnswer, QuestionOptions.Layer]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var question = QuestionOptions.Read(run);
        var request = HistoryQuestions.Count(ResourceName.Entitlement(run.Get(Inputs.Entitlement)), question);
        var answer = await run.Server.History.CountHoldersAsync(request, run.Server.Call);
        var layered = question.Layer > AccessLayer.Entitled;
        var facts = layered ? new JsonObject
        {
            ["identities"] = answer.Identities, ["entitled"] = answer.Entitled, ["observed"] = answer.Observed, ["accounts_of_nobody"] = answer.Accounts,
        }
        : new JsonObject
        {
            ["identities"] = answer.Identities, ["persons"] = answer.Persons, ["suspended"] = answer.Suspended,
            ["identities_without_person"] = answer.IdentitiesWithoutPerson,
        };
        if (question.Knowledge.Ever)
            (facts["held_as_known_then"], facts["held_as_known_now"]) = (answer.HeldAsKnownThen, answer.HeldAsKnownNow);
        if (run.Print.Format == OutputFormat.Json)
            (facts["entitlement"], facts["basis"]) = (run.Get(Inputs.Entitlement), BasisView.Json(answer.Basis));
        var besides = layered ? $"and [bold]{answer.Accounts}[/] accounts of nobody known" : $"of [bold]{answer.Persons}[/] people";
        run.Print.Outcome($"[bold]{answer.Identities}[/] identities {besides}", facts, BasisView.Notes(answer.Basis));
        return ExitCode.Ok;
    }
}
