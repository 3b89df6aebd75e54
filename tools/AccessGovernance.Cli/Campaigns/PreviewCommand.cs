using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign preview</c>: what a launch would freeze. Writes nothing.</summary>
internal static class PreviewCommand
{
    private const int ShownReviewers = 10;

    private static readonly Option<string?> FileName = Inputs.Text("--file", "FILE", "Preview the settings in this file");
    private static readonly Option<string?> Defined = Inputs.Text("--definition", "ID", "Preview the latest version of this definition");
    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant whose access is reviewed; otherwise now");

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "preview",
            "What a launch would freeze: items, reviewers and their load, items without a reviewer, what silence would hit.",
            "agctl campaign preview --file privileged.json",
            "agctl campaign preview --definition 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --at 2026-06-30")
            .With([FileName, Defined, At, .. QuestionOptions.ForOneState]),
        PreviewAsync);

    private static async Task<ExitCode> PreviewAsync(CommandRun run)
    {
        if (run.Has(FileName) == run.Has(Defined))
            throw CommandFailed.Usage("either --file or --definition says what is previewed", "Give one of them; see --help.");
        var request = new PreviewCampaignRequest { ValidAt = run.Time(At), Knowledge = QuestionOptions.ReadKnowledge(run) };
        if (run.Has(FileName))
            request.Settings = SettingsFile.Read(run.Text(FileName));
        else
            request.Definition = ResourceName.Definition(run.Text(Defined));
        var answer = await run.Server.Campaigns.PreviewCampaignAsync(request, run.Server.Call);
        run.Print.Outcome(
            string.Create(CultureInfo.InvariantCulture, $"[bold]{answer.Items} items[/] of {answer.Considered}, {answer.Reviewers} reviewers"),
            Facts(run, answer), [.. Warnings(answer), .. BasisView.Notes(answer.Basis)]);
        return ExitCode.Ok;
    }

    private static JsonObject Facts(CommandRun run, PreviewCampaignResponse answer)
    {
        var json = run.Print.Format == OutputFormat.Json;
        var facts = new JsonObject
        {
            ["items"] = answer.Items, ["considered"] = answer.Considered, ["reviewers"] = answer.Reviewers, ["without_reviewer"] = answer.WithoutReviewer,
            ["matches_nobody"] = answer.MatchesNobody, ["matches_everybody"] = answer.MatchesEverybody, ["of_forgotten"] = answer.OfForgotten,
            ["of_accounts"] = answer.OfAccounts,
            ["applications"] = new JsonObject(answer.Applications.Select(a => KeyValuePair.Create(ResourceName.IdOf(a.Application), (JsonNode?)a.Items))),
            ["load"] = new JsonObject(answer.Load.Take(json ? int.MaxValue : ShownReviewers)
                .Select(l => KeyValuePair.Create(ResourceName.IdOf(l.Person), (JsonNode?)l.Items))),
            ["without_reviewer_examples"] = new JsonArray([.. answer.WithoutReviewerExamples.Take(json ? int.MaxValue : ShownReviewers).Select(k =>
                (JsonNode)$"{(k.Account.Length > 0 ? k.Account : ResourceName.IdOf(k.Identity))} {ResourceName.IdOf(k.Entitlement)}")]),
        };
        facts["own_access_kept"] = answer.OwnAccessKept;
        facts["reciprocal_pairs"] = answer.ReciprocalPairs;
        facts["reciprocal_examples"] = new JsonArray([.. answer.ReciprocalExamples.Take(json ? int.MaxValue : ShownReviewers).Select(p =>
            (JsonNode)$"{ResourceName.IdOf(p.First)} {ResourceName.IdOf(p.Second)}")]);
        foreach (var silence in answer.Silence)
        {
            facts[$"silence_stage_{silence.Stage}"] = new JsonObject
            {
                ["no_response"] = Words.Of(silence.NoResponse), ["kept"] = silence.Kept, ["revoked"] = silence.Revoked, ["suspended"] = silence.Suspended,
            };
        }
        if (json)
            facts["basis"] = BasisView.Json(answer.Basis);
        return facts;
    }

    private static IEnumerable<string> Warnings(PreviewCampaignResponse answer)
    {
        if (answer.MatchesNobody)
            yield return "The scope matches nobody: such a campaign is not launched.";
        if (answer.OwnAccessKept > 0)
            yield return $"{answer.OwnAccessKept} items stay in though an exclusion describes them: it is the access of who approved it, or who asks.";
        if (answer.MatchesEverybody)
            yield return "The scope leaves nothing out: launch it with --everything if that is meant.";
        if (answer.WithoutReviewer > 0)
            yield return $"{answer.WithoutReviewer} items have no reviewer: launch with --unassigned if that is meant, or add a fallback.";
    }
}
