using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary>What an answer is true at and how far it reaches, in words and as JSON.</summary>
internal static class BasisView
{
    public static JsonObject? Json(AnswerBasis? basis) => basis is null ? null : new JsonObject
    {
        ["token"] = basis.Token,
        ["position"] = basis.Position,
        ["recording_time"] = TimeText.Show(basis.RecordingTime),
        ["valid_from"] = TimeText.Show(basis.ValidFrom),
        ["valid_until"] = TimeText.Show(basis.ValidUntil),
        ["open"] = basis.Open,
        ["known_by"] = Words.Of(basis.KnownBy),
        ["layer"] = basis.Layer,
        ["limited_to_scope"] = basis.LimitedToScope,
        ["coverage"] = basis.Coverage is null ? null : Json(basis.Coverage),
        ["observed"] = new JsonArray([.. basis.Observed.Select(Json)]),
        ["not_known"] = new JsonArray([.. basis.NotKnown.Select(Json)]),
    };

    public static List<string> Notes(AnswerBasis? basis)
    {
        if (basis is null)
            return [];
        var notes = new List<string> { $"{When(basis)}, as known {Known(basis)}." };
        if (basis.Open)
            notes.Add("The knowledge reaches the present: later records can still change this answer.");
        if (basis.Coverage is { Covered: true } covered)
            notes.Add($"Covered: {ResourceName.IdOf(covered.Application)} is governed from {TimeText.Show(covered.GovernedFrom)} on.");
        foreach (var gap in Gaps(basis))
        {
            var governed = gap.GovernedFrom is null ? "was not governed as known then." : $"is governed only from {TimeText.Show(gap.GovernedFrom)} on.";
            notes.Add($"NOT KNOWN, which is not \"nobody\": {ResourceName.IdOf(gap.Application)} {governed}");
        }
        notes.AddRange(basis.Observed.Select(Note));
        if (basis.LimitedToScope)
            notes.Add("LIMITED: the scope of the token hides part of the answer.");
        return notes;
    }

    public static string Limit(bool cut, int count) => cut ? $"CUT at --limit {count}: there are more rows." : $"Complete: {count} rows.";

    private static IEnumerable<Coverage> Gaps(AnswerBasis basis) =>
        basis.NotKnown.Concat(basis.Coverage is { Covered: false } gap ? [gap] : []).DistinctBy(c => c.Application);

    private static string When(AnswerBasis basis)
    {
        if (basis.ValidFrom is null || basis.ValidUntil is null)
            return "Now";
        var from = basis.ValidFrom.ToDateTimeOffset();
        return basis.ValidUntil.ToDateTimeOffset() - from <= TimeSpan.FromMilliseconds(1)
            ? $"At {TimeText.Show(from)}"
            : $"From {TimeText.Show(from)} until {TimeText.Show(basis.ValidUntil)}";
    }

    private static string Known(AnswerBasis basis)
    {
        var recorded = basis.RecordingTime is null ? "" : $" (recorded {TimeText.Show(basis.RecordingTime)})";
        return basis.KnownBy == KnownBy.Source
            ? $"by the clock of the sources, and by ours at position {basis.Position}{recorded}"
            : $"at position {basis.Position}{recorded}";
    }

    private static JsonObject Json(Coverage coverage) => new()
    {
        ["application"] = ResourceName.IdOf(coverage.Application),
        ["governed_from"] = TimeText.Show(coverage.GovernedFrom),
        ["covered"] = coverage.Covered,
    };

    private static JsonObject Json(ObservedCoverage coverage) => new()
    {
        ["application"] = ResourceName.IdOf(coverage.Application),
        ["observed_from"] = TimeText.Show(coverage.ObservedFrom),
        ["reported_at"] = TimeText.Show(coverage.ReportedAt),
        ["covered"] = coverage.Covered,
    };

    private static string Note(ObservedCoverage coverage) => coverage.Covered
        ? $"Observed: {ResourceName.IdOf(coverage.Application)} reports from {TimeText.Show(coverage.ObservedFrom)} on, here as of "
            + $"{TimeText.Show(coverage.ReportedAt)}."
        : $"NOT OBSERVED, which is not \"nobody\": {ResourceName.IdOf(coverage.Application)} had made no complete report by then.";
}
