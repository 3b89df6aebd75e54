using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>timeline</c>: everything that was recorded of one identity's access, in recording order.</summary>
internal static class TimelineCommand
{
    private static readonly Option<string?> Entitlement = Inputs.Text("--entitlement", "ID", "Only grants of this entitlement");

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("position"), new("recorded_at"), new("source_recorded_at"), new("what"), new("entitlement"),
        new("from"), new("until"), new("cause"),
        new("actor"), new("grant_id", false),
    ];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "timeline",
            "What was recorded of an identity's access and status, in the order in which it became known.",
            "agctl timeline alice",
            "agctl timeline alice --entitlement erp:payments-approve --output tsv")
            .With([Inputs.Identity, Entitlement, .. QuestionOptions.ForKnowledge]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var question = QuestionOptions.Read(run);
        var request = new GetTimelineRequest
        {
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            Entitlement = run.Has(Entitlement) ? ResourceName.Entitlement(run.Text(Entitlement)) : "",
            Knowledge = question.Knowledge,
            PageSize = Pages.SizeFor(question.Limit),
        };
        var answer = await Pages.CollectAsync(token => FetchAsync(run, request, token), question.Limit);
        if (run.Print.Format == OutputFormat.Table)
            Draw(run, answer.Items);
        run.Print.List(new Listing("entries", Columns, [.. answer.Items.Select(Row)])
        {
            About = new JsonObject { ["identity"] = run.Get(Inputs.Identity), ["complete"] = !answer.Cut,
                ["basis"] = BasisView.Json(answer.Basis) },
            Notes = [BasisView.Limit(answer.Cut, answer.Items.Count), .. BasisView.Notes(answer.Basis)],
        });
        return ExitCode.Ok;
    }

    private static void Draw(CommandRun run, IReadOnlyList<TimelineEntry> entries)
    {
        foreach (var line in TimelineBars.Of(entries, run.Surroundings.Clock.GetUtcNow()))
            run.Print.Verbatim(line);
    }

    private static async Task<Page<TimelineEntry>> FetchAsync(CommandRun run, GetTimelineRequest request, string token)
    {
        request.PageToken = token;
        var answer = await run.Server.History.GetTimelineAsync(request, run.Server.Call);
        return new(answer.Entries, answer.NextPageToken, answer.Basis);
    }

    private static JsonObject Row(TimelineEntry entry) => new()
    {
        ["position"] = entry.Position,
        ["recorded_at"] = TimeText.Show(entry.RecordedAt),
        ["source_recorded_at"] = TimeText.Show(entry.SourceRecordedAt),
        ["what"] = entry.What,
        ["entitlement"] = ResourceName.IdOf(entry.Entitlement),
        ["from"] = TimeText.Show(entry.Validity?.From),
        ["until"] = TimeText.Show(entry.Validity?.Until),
        ["cause"] = EvidenceView.CauseText(entry.Cause),
        ["actor"] = entry.Actor,
        ["grant_id"] = entry.GrantId,
    };
}
