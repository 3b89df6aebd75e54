using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>who</c>: everybody who had one entitlement.</summary>
internal static class WhoCommand
{
    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "who",
            "Who had access: everybody who held an entitlement, directly or through others, at an instant or over a range.",
            "agctl who erp:payments-approve --at 2026-03-01",
            "agctl who erp:payments-approve --from 2026-01-01 --until 2026-04-01 --known-at 2026-02-15 --known-by source --output tsv")
            .With([Inputs.Entitlement, .. QuestionOptions.ForLayers]),
        AskAsync);

    public static JsonObject Row(Holder holder, bool ever)
    {
        var row = new JsonObject
        {
            ["identity"] = ResourceName.IdOf(holder.Identity),
            ["state"] = Words.Of(holder.State),
            ["persons"] = EvidenceView.Ids(holder.Persons),
            // Nothing was decided of what was only seen.
            ["via"] = holder.State == AccessState.Unspecified ? "" : EvidenceView.PathText(holder.Path),
            ["held"] = EvidenceView.Periods(holder.Spans),
            ["granted"] = EvidenceView.Periods(holder.Grants.Select(g => g.Validity ?? new Validity())),
            ["cause"] = EvidenceView.Causes(holder.Grants),
            ["observed"] = EvidenceView.Periods(holder.ObservedSpans),
            ["accounts"] = EvidenceView.Accounts(holder.Observations),
            ["grants"] = EvidenceView.Grants(holder.Grants),
            ["path"] = EvidenceView.Path(holder.Path),
        };
        if (ever)
            (row["held_as_known_then"], row["held_as_known_now"]) = (holder.HeldAsKnownThen, holder.HeldAsKnownNow);
        return row;
    }

    public static List<Column> Columns(Question question)
    {
        // The span within one instant says nothing; the grant's own period does.
        var overRange = question.During is not null;
        List<Column> columns =
        [
            new("identity"), new("state"), new("persons"), new("via"), new("held", overRange), new("granted", !overRange), new("cause"),
        ];
        if (question.Layer > AccessLayer.Entitled)
            columns.AddRange([new("observed"), new("accounts", false)]);
        if (question.Knowledge.Ever)
            columns.AddRange([new("held_as_known_then"), new("held_as_known_now")]);
        return columns;
    }

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var question = QuestionOptions.Read(run);
        var request = HistoryQuestions.Who(ResourceName.Entitlement(run.Get(Inputs.Entitlement)), question);
        var answer = await HistoryQuestions.WhoAsync(run.Server, request, question.Limit);
        run.Print.List(
            new Listing("holders", Columns(question), [.. answer.Items.Select(h => Row(h, question.Knowledge.Ever))])
        {
            About = new JsonObject
            {
                ["entitlement"] = run.Get(Inputs.Entitlement),
                ["complete"] = !answer.Cut,
                ["basis"] = BasisView.Json(answer.Basis),
            },
            Notes = [BasisView.Limit(answer.Cut, answer.Items.Count), .. BasisView.Notes(answer.Basis)],
        });
        return ExitCode.Ok;
    }
}
