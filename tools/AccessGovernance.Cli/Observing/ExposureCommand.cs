using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Observing;

/// <summary><c>exposure</c>: how long access went on working after it should have been gone.</summary>
internal static class ExposureCommand
{
    private static readonly Option<Timestamp?> Since = Inputs.Time("--since", "From when on all of it should have been gone; otherwise the last termination");
    private static readonly Option<Timestamp?> UpTo = Inputs.Time("--until", "What comes later is not looked at; otherwise now");

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("entitlement"), new("application"), new("entitled_until"), new("observed_until"), new("told_at"),
        new("late_by_source"), new("late_by_us"), new("not_known"),
    ];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "exposure",
            "How long access of a leaver, or since an incident, went on working: late by the source, late by us, or not known.",
            "agctl exposure alice",
            "agctl exposure alice --since 2026-03-01T12:00:00Z --output json")
            .With([Inputs.Identity, Since, UpTo, .. QuestionOptions.ForKnowledge]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var request = new GetExposureRequest
        {
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)), Since = run.Time(Since), Until = run.Time(UpTo),
            Knowledge = QuestionOptions.ReadKnowledge(run), PageSize = Questions.Pages.SizeFor(run.Get(QuestionOptions.RowLimit)),
        };
        var since = "";
        var answer = await ObservedAnswer.CollectAsync(
            run, token => run.Server.Observations.GetExposureAsync(new(request) { PageToken = token }, run.Server.Call),
            p =>
            {
                since = TimeText.Show(p.Since);
                return new Page<Exposure>(p.Exposures, p.NextPageToken, p.Basis);
            });
        ObservedAnswer.Print(run, new Listing("exposures", Columns, [.. answer.Items.Select(Row)]), answer,
            [new("identity", run.Get(Inputs.Identity)), new("since", since)], $"Since {since}.");
        return ExitCode.Ok;
    }

    private static JsonObject Row(Exposure row) => new()
    {
        ["entitlement"] = ResourceName.IdOf(row.Entitlement),
        ["application"] = row.Application.Length == 0 ? "" : ResourceName.IdOf(row.Application),
        ["entitled_until"] = End(row.Entitled, row.EntitledUntil, "never entitled"),
        ["observed_until"] = End(row.Observed, row.ObservedUntil, "not seen"),
        ["told_at"] = TimeText.Show(row.ToldAt),
        ["late_by_source"] = EvidenceView.Periods(row.LateBySource),
        ["late_by_us"] = EvidenceView.Periods(row.LateByUs),
        ["not_known"] = EvidenceView.Periods(row.NotKnown),
    };

    private static string End(bool was, Timestamp? until, string otherwise) =>
        !was ? otherwise : until is null ? "open-ended" : TimeText.Show(until);
}
