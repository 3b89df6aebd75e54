using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign report</c>: the report in a file, which gets its name only once all bytes are in it and their hash is the server's.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string?> Campaign = new("CAMPAIGN")
    {
        Description = "The campaign's UUID; left out for a trend, and for open remediation of all campaigns", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<ReportKind> Kind = Inputs.Word("--kind", "What it is of", ReportKind.Items);
    private static readonly Option<string?> Definition = Inputs.Text("--definition", "ID", "The definition whose campaigns a trend goes over");
    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file to write. .csv and .parquet hold the rows; .json of items the summary with the sign-off and no items, of the other kinds "
            + "the rows; .pdf, of items alone, the summary to be signed, with the hash of the .csv",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string?> Exactly = Inputs.Text(
        "--exactly", "TOKEN", "As of exactly this token of an earlier answer; otherwise of a closed campaign as it was at its closing, else as of now");

    private static readonly Option<bool> Now = new("--now") { Description = "As of now, though the campaign is closed" };

    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace the file if it is there" };

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "report",
            "Writes a report of a campaign, of a definition's campaigns, or of all open remediation. See also 'agctl coverage'.",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out q3.csv",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out q3.pdf",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --kind reviewers --out reviewers.csv",
            "agctl campaign report --kind open-remediation --out open.csv",
            "agctl campaign report --kind trend --definition 1c5e2b8f-7d2e-8b48-8e54-3a7a6e1e8d22 --out trend.json")
            .With([Campaign, Kind, Definition, Out, Exactly, Now, Replace]),
        WriteAsync);

    private static async Task<ExitCode> WriteAsync(CommandRun run)
    {
        if (run.Has(Exactly) && run.Get(Now))
            throw CommandFailed.Usage("--exactly and --now both say when", "Give one of them.");
        if (run.Get(Kind) == ReportKind.Coverage)
            throw CommandFailed.Usage("coverage is of no campaign", "Run: agctl coverage --out FILE");
        var request = new GetReportRequest
        {
            Campaign = run.Find(Campaign) is { } campaign ? ResourceName.Campaign(campaign) : "", Kind = run.Get(Kind),
            Definition = run.Has(Definition) ? ResourceName.Definition(run.Text(Definition)) : "", Exactly = run.Text(Exactly),
        };
        // What is still open is asked for as it is now, also in a campaign that is closed.
        if (request.Campaign.Length == 0 || request.Kind == ReportKind.OpenRemediation)
            return await ReportDownload.WriteAsync(run, request, run.Get(Out)!, run.Get(Replace));
        var reviewed = (await run.Server.Campaigns.GetCampaignAsync(new() { Campaign = request.Campaign }, run.Server.Call)).Campaign;
        if (!run.Has(Exactly) && !run.Get(Now))
            request.Exactly = reviewed.ReportToken;
        return await ReportDownload.WriteAsync(run, request, run.Get(Out)!, run.Get(Replace), reviewed);
    }
}
