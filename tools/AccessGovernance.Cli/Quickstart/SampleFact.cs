using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>One planned record of the sample history.</summary>
internal sealed record SampleFact(
    DateTimeOffset Recorded, DateTimeOffset Effective, ImportOperation Operation, ImportRelation Relation, string Subject, string Object)
{
    public static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>
    /// The records up to <paramref name="end"/> as rows. What cannot be recorded is left out: opening what is open, closing what is not.
    /// </summary>
    public static List<HistoryRow> InRecordingOrder(IEnumerable<SampleFact> facts, DateTimeOffset end)
    {
        var open = new HashSet<(ImportRelation, string, string)>();
        var rows = new List<HistoryRow>();
        foreach (var fact in facts.Where(f => f.Recorded < end).OrderBy(f => f.Recorded))
        {
            var key = (fact.Relation, fact.Subject, fact.Object);
            if (fact.Operation == ImportOperation.Add ? open.Add(key) : open.Remove(key))
                rows.Add(fact.ToRow(rows.Count + 1));
        }
        return rows;
    }

    private HistoryRow ToRow(int seq) =>
        new(seq, Recorded.ToUnixTimeMilliseconds(), Effective.ToUnixTimeMilliseconds(), Operation, Relation, Subject, Object);
}
