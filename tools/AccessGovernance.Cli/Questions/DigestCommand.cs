using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>digest</c>: one hash over every record about access up to a position.</summary>
internal static class DigestCommand
{
    private static readonly Option<string?> Exactly = Inputs.Text("--exactly", "TOKEN", "As of exactly this token of an earlier answer");

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "digest",
            "One hash over every record about access up to a position: equal wherever the same history is held.",
            "agctl digest",
            "agctl digest --exactly p1-0b4f1a9e6c1d4a379d432f6f5d0d7c11-4711 --output tsv")
            .With(Exactly),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var answer = await run.Server.History.GetDigestAsync(new GetDigestRequest { Exactly = run.Text(Exactly) }, run.Server.Call);
        var facts = new JsonObject { ["sha256"] = answer.Sha256, ["position"] = answer.Basis.Position, ["token"] = answer.Basis.Token };
        if (run.Print.Format == OutputFormat.Json)
            facts["basis"] = BasisView.Json(answer.Basis);
        run.Print.Outcome($"[bold]{Printer.Safe(answer.Sha256)}[/]", facts, BasisView.Notes(answer.Basis));
        return ExitCode.Ok;
    }
}
