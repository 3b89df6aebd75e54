using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;

namespace AccessGovernance.Cli.Sampling;

/// <summary>One record of a sample before it has its place in the file.</summary>
internal readonly record struct SampleRecord(SampleTime Time, ImportOperation Operation, ImportRelation Relation, string Subject, string Object)
{
    /// <summary>
    /// The records of one subject in recording order, up to an end. What a system of record cannot say is left out: opening what is open,
    /// closing what is not.
    /// </summary>
    public static IEnumerable<SampleRecord> Sayable(IEnumerable<SampleRecord> records, long end)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in records.Where(r => r.Time.Recorded < end).OrderBy(r => r.Time.Recorded))
        {
            if (record.Operation == ImportOperation.Add ? open.Add(record.Object) : open.Remove(record.Object))
                yield return record;
        }
    }

    public HistoryRow ToRow(long seq) => new(seq, Time.Recorded, Time.Effective, Operation, Relation, Subject, Object);
}
