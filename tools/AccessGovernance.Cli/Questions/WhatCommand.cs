using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>what</c>: everything that one identity, or all identities of one person, held.</summary>
internal static class WhatCommand
{
    private static readonly Argument<string> Subject = Inputs.Id(
        "SUBJECT", "Id of an identity, or person:ID for all identities of a person");

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "what",
            "What did they hold: every entitlement of an identity or a person, direct or conferred.",
            "agctl what alice --at 2026-03-01T12:00:00Z",
            "agctl what person:p-1042 --ever --from 2026-01-01 --until 2026-04-01 --output json")
            .With([Subject, .. QuestionOptions.ForLayers]),
        AskAsync);

    public static JsonObject Row(HeldAccess held, bool ever)
    {
        var row = new JsonObject
        {
            ["entitlement"] = ResourceName.IdOf(held.Entitlement),
            ["application"] = ResourceName.IdOf(held.Application),
            ["identity"] = ResourceName.IdOf(held.Identity),
            ["state"] = Words.Of(held.State),
            // Nothing was decided of what was only seen.
            ["via"] = held.State == AccessState.Unspecified ? "" : EvidenceView.PathText(held.Path),
            ["held"] = EvidenceView.Periods(held.Spans),
            ["granted"] = EvidenceView.Periods(held.Grants.Select(g => g.Validity ?? new Validity())),
            ["cause"] = EvidenceView.Causes(held.Grants),
            ["observed"] = EvidenceView.Periods(held.ObservedSpans),
            ["accounts"] = EvidenceView.Accounts(held.Observations),
            ["grants"] = EvidenceView.Grants(held.Grants),
            ["path"] = EvidenceView.Path(held.Path),
        };
        if (ever)
            (row["held_as_known_then"], row["held_as_known_now"]) = (held.HeldAsKnownThen, held.HeldAsKnownNow);
        return row;
    }

    private static List<Column> Columns(Question question)
    {
        var overRange = question.During is not null;
        List<Column> columns =
        [
            new("entitlement"), new("application"), new("identity"), new("state"), new("via"), new("held", overRange),
            new("granted", !overRange), new("cause"),
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
        var request = HistoryQuestions.What(ResourceName.Subject(run.Get(Subject)), question);
        var answer = await HistoryQuestions.WhatAsync(run.Server, request, question.Limit);
        run.Print.List(
            new Listing("access", Columns(question), [.. answer.Items.Select(h => Row(h, question.Knowledge.Ever))])
        {
            About = new JsonObject
            {
                ["subject"] = run.Get(Subject),
                ["complete"] = !answer.Cut,
                ["basis"] = BasisView.Json(answer.Basis),
            },
            Notes = [BasisView.Limit(answer.Cut, answer.Items.Count), .. BasisView.Notes(answer.Basis)],
        });
        return ExitCode.Ok;
    }
}
