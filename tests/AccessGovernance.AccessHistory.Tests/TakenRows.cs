using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>A row of a snapshot as its batch's columns tell it.</summary>
internal readonly record struct TakenRow(string Entitlement, string Identity, AccessState State, CauseKind? Cause, Period Validity);

internal static class TakenRows
{
    public static List<TakenRow> Of(IEnumerable<SnapshotBatch> batches) => [.. batches.SelectMany(Of)];

    public static List<TakenRow> Of(SnapshotBatch batch)
    {
        var rows = new List<TakenRow>();
        foreach (var run in batch.Runs)
        {
            Assert.True(run.End > rows.Count);
            while (rows.Count < run.End)
                rows.Add(RowAt(batch, rows.Count, run.Entitlement));
        }
        Assert.Equal(batch.Count, rows.Count);
        return rows;
    }

    private static TakenRow RowAt(SnapshotBatch batch, int row, string entitlement)
    {
        var (identity, code) = (batch.IdOf(batch.Identities[row]), batch.Codes[row]);
        Assert.Equal(identity, System.Text.Encoding.UTF8.GetString(batch.Utf8Of(batch.Identities[row])));
        return new(entitlement, identity, SnapshotBatch.StateOf(code), SnapshotBatch.CauseOf(code),
            new(new(batch.From[row]), new(batch.Until[row])));
    }
}
