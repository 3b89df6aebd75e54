using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Importing;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>A source of its own with one subject and one entitlement; days are counted from now.</summary>
internal sealed class ImportStory(Cluster cluster)
{
    public string Source { get; } = Fresh("source");

    public IdentityId Ada { get; } = new(Fresh("ada"));

    public EntitlementId Admins { get; } = new(Fresh("admins"));

    public Guid LastBlock { get; private set; }

    private string Ops { get; } = Fresh("ops");

    public HistoryRow Add(long row, double recordedAt = -10, double effectiveAt = -100) => Row(row, RowOperation.Add, recordedAt, effectiveAt);

    public HistoryRow Remove(long row, double recordedAt = -10, double effectiveAt = -20) => Row(row, RowOperation.Remove, recordedAt, effectiveAt);

    public HistoryRow Confers(long row) =>
        new(row, Day(-10), Day(-100), RowOperation.Add, RowRelation.Confers, Admins.Value, Ops);

    /// <summary>An importer of another file of this source.</summary>
    public HistoryImporter Importer(Caller? caller = null)
    {
        LastBlock = Guid.NewGuid();
        var block = new ImportBlock(Source, LastBlock, new string('0', 64), Day(-200), caller ?? Admin);
        return new(cluster.Services, TimeProvider.System, block, (_, _) => ValueTask.FromResult(false));
    }

    public Task<ImportedBatch> Import(params HistoryRow[] rows) => Importer().Import(rows, CancellationToken.None);

    public Task<List<RecordedEvent>> OfAda() => cluster.Read(StreamNames.Of(Ada));

    private HistoryRow Row(long row, RowOperation operation, double recordedAt, double effectiveAt) =>
        new(row, Day(recordedAt), Day(effectiveAt), operation, RowRelation.Holds, Ada.Value, Admins.Value);
}
