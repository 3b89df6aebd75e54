namespace AccessGovernance.AccessHistory;

/// <summary>Rows of one entitlement in a <see cref="SnapshotBatch"/>: from the end of the run before.</summary>
/// <param name="Number">The same for the same entitlement, in this process only.</param>
/// <param name="End">Row after its last one.</param>
public readonly record struct SnapshotRun(string Entitlement, int Number, int End);
