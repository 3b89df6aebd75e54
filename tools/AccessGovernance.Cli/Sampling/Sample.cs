using AccessGovernance.Cli.Importing;

namespace AccessGovernance.Cli.Sampling;

/// <summary>
/// An invented organisation as a history file: departments with teams and managers, roles conferring roles conferring permissions, popular
/// and rare entitlements, joiners, movers and leavers, late and corrected facts. A pure function of its size.
/// </summary>
internal static class Sample
{
    /// <summary>Its rows in recording order; every one of them can be imported.</summary>
    public static IEnumerable<HistoryRow> Rows(SampleSize size, CancellationToken cancellation)
    {
        var entitlements = new SampleEntitlements(size);
        var end = SampleTime.Midnight(SampleSize.End);
        var records = new List<SampleRecord>();
        foreach (var edges in entitlements.Confers().GroupBy(r => r.Subject))
            records.AddRange(SampleRecord.Sayable(edges, end));
        var employees = Enumerable.Range(0, size.Identities).Select(n => new Employee(size, entitlements.Count, n)).ToList();
        var managing = Tenure.OfAll(employees);
        for (var n = 0; n < employees.Count; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            records.AddRange(new Career(employees[n], entitlements, new Chance(size.Seed, (ulong)(n + size.Identities))).Records(managing[n], end));
        }
        return InOrder(records);
    }

    private static IEnumerable<HistoryRow> InOrder(List<SampleRecord> records)
    {
        var times = records.Select((r, n) => (r.Time.Recorded, Number: n)).ToArray();
        Array.Sort(times);
        var seq = 0L;
        foreach (var (_, number) in times)
            yield return records[number].ToRow(++seq);
    }
}
