using System.Globalization;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports.Tables;

/// <summary>One campaign, reviewer by reviewer: how much each had to do, what they said, and how.</summary>
internal static class ReviewerTable
{
    private static readonly IReadOnlyList<ReportColumn<Row>> Columns =
    [
        new("person", r => r.Person),
        Count("items", t => t.Items),
        Count("answered", t => t.Answered),
        Count("unanswered", t => t.Items - t.Answered),
        Count("signed_off", t => t.SignedOff),
        Count("answers", t => t.Answers),
        Count("certified", t => t.Said.GetValueOrDefault(Answer.Certify)),
        Count("modified", t => t.Said.GetValueOrDefault(Answer.Modify)),
        Count("revoked", t => t.Said.GetValueOrDefault(Answer.Revoke)),
        Count("abstained", t => t.Said.GetValueOrDefault(Answer.Abstain)),
        Count("in_bulk", t => t.InBulk),
        Count("changes_of_mind", t => t.ChangesOfMind),
        Count("delegated", t => t.Delegated),
        Count("taken_over", t => t.TakenOver),
        Count("replaced", t => t.Replaced),
        Count("recommendation_shown", t => t.RecommendationShown),
        Count("recommendation_followed", t => t.RecommendationFollowed),
        new("median_seconds_per_answer", r => r.Tally.MedianDwell?.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "", IsNumber: true),
        new("reciprocal_with", r => string.Join(" | ", r.Reciprocal)),
    ];

    public static async Task<TableMade> Write(LaunchedCampaign campaign, TableTarget target, CancellationToken cancellation)
    {
        var tallies = new ReviewerTallies();
        await foreach (var trail in campaign.Items(cancellation))
            tallies.Add(trail);
        var asked = new TableAsked(
            $"campaign {campaign.History.Campaign}, by reviewer, as recorded up to position {target.Position}", campaign.Basis.ValidAt);
        await using var table = await TableWriter<Row>.Begin(target, Columns, asked, jsonHasRows: true);
        var reciprocal = tallies.Reciprocal;
        foreach (var (person, tally) in tallies.InOrder)
            await table.Write(new(person, tally, reciprocal[person].Order(StringComparer.Ordinal)));
        return await table.End(null);
    }

    private static ReportColumn<Row> Count(string name, Func<ReviewerTally, long> count) => new(name, r => Shown.Number(count(r.Tally)), IsNumber: true);

    private readonly record struct Row(string Person, ReviewerTally Tally, IEnumerable<string> Reciprocal);
}
