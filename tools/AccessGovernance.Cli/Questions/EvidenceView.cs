using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary>Grants, paths and periods that an answer follows from.</summary>
internal static class EvidenceView
{
    public static readonly IReadOnlyList<Column> GrantColumns =
    [
        new("grant_id"), new("entitlement"), new("from"), new("until"), new("cause"), new("recorded_at"),
        new("source_recorded_at"), new("position", false),
    ];

    public static string Period(Validity? validity) => validity is null
        ? ""
        : $"{(validity.From is null ? "ever" : TimeText.Show(validity.From))} .. {TimeText.Show(validity.Until)}".TrimEnd();

    public static JsonArray Periods(IEnumerable<Validity> spans) => [.. spans.Select(s => JsonValue.Create(Period(s)))];

    /// <summary><c>role:a > group:b > asked</c>, or <c>direct</c>.</summary>
    public static string PathText(IReadOnlyList<PathStep> path) => path.Count == 0
        ? "direct"
        : string.Join(" > ", path.Select(s => ResourceName.IdOf(s.From)).Append(ResourceName.IdOf(path[^1].To)));

    public static JsonArray Path(IEnumerable<PathStep> path) => [.. path.Select(step => new JsonObject
    {
        ["from"] = ResourceName.IdOf(step.From),
        ["to"] = ResourceName.IdOf(step.To),
        ["conferral_id"] = step.ConferralId,
        ["validity"] = Period(step.Validity),
    })];

    public static string CauseText(Cause? cause) => cause is null
        ? ""
        : Words.Of(cause.Kind) + (cause.Reference.Length > 0 ? $":{cause.Reference}" : "");

    public static JsonArray Causes(IEnumerable<GrantEvidence> grants) =>
        [.. grants.Select(g => CauseText(g.Cause)).Distinct().Select(c => JsonValue.Create(c))];

    public static JsonArray Grants(IEnumerable<GrantEvidence> grants) => [.. grants.Select(Grant)];

    public static JsonArray Ids(IEnumerable<string> names) => [.. names.Select(n => JsonValue.Create(ResourceName.IdOf(n)))];

    /// <summary>Accounts by which something was seen to be held, each with what it held and when.</summary>
    public static JsonArray Accounts(IEnumerable<Observation> observations) => [.. observations.Select(o => new JsonObject
    {
        ["account"] = o.Account,
        ["application"] = ResourceName.IdOf(o.Application),
        ["entitlement"] = ResourceName.IdOf(o.Entitlement),
        ["from"] = TimeText.Show(o.Validity?.From),
        ["until"] = TimeText.Show(o.Validity?.Until),
        ["last_used"] = TimeText.Show(o.LastUsed),
    })];

    public static JsonObject Grant(GrantEvidence grant) => new()
    {
        ["grant_id"] = grant.GrantId,
        ["entitlement"] = ResourceName.IdOf(grant.Entitlement),
        ["from"] = TimeText.Show(grant.Validity?.From),
        ["until"] = TimeText.Show(grant.Validity?.Until),
        ["cause"] = CauseText(grant.Cause),
        ["recorded_at"] = TimeText.Show(grant.RecordedAt),
        ["source_recorded_at"] = TimeText.Show(grant.SourceRecordedAt),
        ["position"] = grant.Position,
    };
}
