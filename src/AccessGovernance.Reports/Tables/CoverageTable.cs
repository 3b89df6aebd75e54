using System.Text.Json;

namespace AccessGovernance.Reports.Tables;

/// <summary>
/// Access of an instant that no campaign, running or over, has reviewed in some months: the rows, and in the JSON the counts of each application,
/// which add up to what is held. Reviewed is what a person answered about and what has been held without a break since the instant that the
/// review was about; silence reviews nothing, and a cancelled campaign neither.
/// </summary>
internal static class CoverageTable
{
    private static readonly IReadOnlyList<ReportColumn<Row>> Columns =
    [
        new("identity", r => r.Held.Identity.Value),
        new("entitlement", r => r.Held.Entitlement.Value),
        new("application", r => r.Held.Application.Value),
        new("direct", r => r.Held.Direct ? "true" : "false"),
        new("since", r => ItemColumns.Time(r.Held.Since)),
        new("access", r => r.Held.Suspended ? "suspended" : "active"),
        new("why", r => ReportWords.Of(r.State)),
        new("campaign", r => r.Campaign?.History.Campaign.ToString() ?? ""),
        new("item", r => r.Mark is { } mark ? Shown.Number(mark.Item.Value) : "", IsNumber: true),
        new("reviewed_valid_at", r => ItemColumns.Time(r.Mark?.ValidAt)),
        new("ended_at", r => ItemColumns.Time(r.Mark?.EndedAt)),
        new("outcome", r => r.Mark is { EndedAt: not null } mark ? ReportWords.Of(mark.Outcome.Kind) : ""),
    ];

    /// <param name="held">In a fixed order.</param>
    public static async Task<TableMade> Write(
        CoverageAsked question, IEnumerable<HeldRow> held, ReviewedAccess reviewed, TableTarget target, CancellationToken cancellation)
    {
        var asked = new TableAsked(
            $"access of {question.About} at {question.ValidAt} that was not reviewed in the {question.Months} months before, as recorded up to position "
                + $"{target.Position}", question.ValidAt);
        await using var table = await TableWriter<Row>.Begin(target, Columns, asked, jsonHasRows: false);
        var counts = new SortedDictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var row in held)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = reviewed.Of(row, question);
            var state = found?.State ?? CoverageState.Never;
            CountsOf(counts, row.Application.Value)[(int)state]++;
            if (state != CoverageState.Reviewed)
                await table.Write(new(row, state, found?.Mark, found is { Mark.Campaign: var at } ? reviewed.Campaigns[at] : null));
        }
        return await table.End(json => WriteSummary(json, question, reviewed, counts));
    }

    private static long[] CountsOf(SortedDictionary<string, long[]> counts, string application)
    {
        if (!counts.TryGetValue(application, out var found))
            counts[application] = found = new long[Enum.GetValues<CoverageState>().Length];
        return found;
    }

    private static void WriteSummary(Utf8JsonWriter json, CoverageAsked question, ReviewedAccess reviewed, SortedDictionary<string, long[]> counts)
    {
        json.WriteNumber("months", question.Months);
        json.WriteString("reviewed_from", ItemColumns.Time(question.From));
        json.WriteNumber("campaigns", reviewed.Campaigns.Count);
        json.WriteStartArray("applications");
        foreach (var (application, states) in counts)
        {
            json.WriteStartObject();
            json.WriteString("application", application);
            json.WriteNumber("held", states.Sum());
            json.WriteNumber("reviewed", states[(int)CoverageState.Reviewed]);
            json.WriteNumber("not_reviewed", states.Sum() - states[(int)CoverageState.Reviewed]);
            foreach (var state in Enum.GetValues<CoverageState>().Where(s => s != CoverageState.Reviewed))
                json.WriteNumber(ReportWords.Of(state).Replace('-', '_'), states[(int)state]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private readonly record struct Row(HeldRow Held, CoverageState State, ReviewMark? Mark, LaunchedCampaign? Campaign);
}
