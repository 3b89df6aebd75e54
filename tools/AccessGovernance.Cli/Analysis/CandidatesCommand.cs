using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Conditions;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Analysis;

/// <summary><c>candidates</c>: what could be a role.</summary>
internal static class CandidatesCommand
{
    private static readonly Option<string[]> Applications = new("--application")
    {
        Description = "Only entitlements of this application; may be repeated", HelpName = "ID",
    };

    private static readonly Option<int?> MinMembers = Number("--min-members", "Members at least: 2 or more; otherwise 3");
    private static readonly Option<int?> MinPermissions = Number("--min-permissions", "Entitlements at least; otherwise 2");
    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant asked about; otherwise now");

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("rank"), new("member_count"), new("entitlements"), new("replaces"), new("saves"), new("existing"), new("members", InTable: false),
    ];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "candidates",
            "What could be a role: entitlements that several identities hold directly, so that the role gives none of them anything new.",
            "agctl candidates",
            "agctl candidates --application erp --application crm --min-members 5 --limit 20",
            "agctl candidates --where \"department == 'Finance'\" --output json")
            .With([Applications, ConditionPlace.Where, MinMembers, MinPermissions, At, .. QuestionOptions.ForKnowledge]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var limit = run.Get(QuestionOptions.RowLimit);
        var request = new ListRoleCandidatesRequest
        {
            Applications = { (run.Get(Applications) ?? []).Select(ResourceName.Application) }, Condition = ConditionPlace.Typed(run),
            MinMembers = run.Get(MinMembers) ?? 0, MinPermissions = run.Get(MinPermissions) ?? 0, ValidAt = run.Time(At),
            Knowledge = QuestionOptions.ReadKnowledge(run), PageSize = Pages.SizeFor(limit),
        };
        ListRoleCandidatesResponse? last = null;
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                last = await ConditionPlace.ShowIfWrong(
                    run, run.Text(ConditionPlace.Where), () => run.Server.Analysis.ListRoleCandidatesAsync(request, run.Server.Call));
                return new Page<RoleCandidate>(last.Candidates, last.NextPageToken, last.Basis);
            },
            limit);
        run.Print.List(new Listing("candidates", Columns, [.. all.Items.Select(Row)])
        {
            About = new JsonObject
            {
                ["complete"] = !all.Cut, ["exhaustive"] = last!.Exhaustive, ["identities"] = last.Identities, ["assignments"] = last.Assignments,
                ["not_known"] = last.NotKnown, ["basis"] = BasisView.Json(all.Basis),
            },
            Notes = [BasisView.Limit(all.Cut, all.Items.Count), .. Notes(last), .. BasisView.Notes(all.Basis)],
        });
        return ExitCode.Ok;
    }

    private static IEnumerable<string> Notes(ListRoleCandidatesResponse answer)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"Among {answer.Assignments} direct assignments of {answer.Identities} identities.");
        yield return "Each is judged on top of those before it. None gives a member anything new; nothing is applied.";
        if (!answer.Exhaustive)
            yield return "NOT ALL: the search reached a bound; name applications or a condition to find more.";
        if (answer.NotKnown > 0)
            yield return $"not known of {answer.NotKnown} forgotten identities";
    }

    private static JsonObject Row(RoleCandidate candidate) => new()
    {
        ["rank"] = candidate.Rank, ["member_count"] = candidate.MemberCount,
        ["entitlements"] = new JsonArray([.. candidate.Entitlements.Select(e => (JsonNode)ResourceName.IdOf(e))]),
        ["replaces"] = candidate.Replaces, ["saves"] = candidate.Saves,
        ["existing"] = new JsonArray([.. candidate.Existing.Select(e => (JsonNode)Overlap(e))]),
        ["members"] = new JsonArray([.. candidate.Members.Select(m => (JsonNode)ResourceName.IdOf(m))]),
    };

    private static string Overlap(ExistingRole role) => role.Kind switch
    {
        RoleOverlapKind.Same => $"the same as {ResourceName.IdOf(role.Entitlement)}",
        RoleOverlapKind.Extends => string.Create(CultureInfo.InvariantCulture, $"{ResourceName.IdOf(role.Entitlement)} plus {role.Difference}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ResourceName.IdOf(role.Entitlement)} less {role.Difference}"),
    };

    private static Option<int?> Number(string name, string description) => new(name)
    {
        Description = description, HelpName = "N",
        CustomParser = result => Parsing.Value<int?>(result, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
            ? n
            : throw new FormatException($"'{text}' is not a whole number above 0")),
    };
}
