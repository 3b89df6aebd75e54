namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Where something was recorded, and whether an import did it. Position 0: nowhere yet.</summary>
internal readonly record struct Mark(long Position, bool Imported);
