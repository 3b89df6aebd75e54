namespace AccessGovernance.EventLog.Sqlite;

/// <summary>What tests make go wrong inside the engine; nothing by default.</summary>
internal sealed class SqliteFaults
{
    /// <summary>The file may not grow beyond so many pages, as if the disk were full; 0: no limit. For the next opening.</summary>
    public long MaxPages { get; set; }

    /// <summary>May throw: the commit fails and nothing is written.</summary>
    public Action BeforeCommit { get; set; } = () => { };

    /// <summary>May throw: the commit is reported as failed although it is written.</summary>
    public Action AfterCommit { get; set; } = () => { };
}
