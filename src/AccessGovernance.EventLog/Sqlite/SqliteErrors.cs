using SQLitePCL;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>An error of the SQLite library; never leaves the engine.</summary>
internal sealed class SqliteFailure(string path, int code, string detail) : Exception($"{path}: {detail} (SQLite error {code})")
{
    public string Path => path;

    /// <summary>The primary code: extended codes carry it in their low byte.</summary>
    public int Code => code & 0xFF;

    public bool IsFull => Code == raw.SQLITE_FULL;

    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT;
}

/// <summary>Turns errors of the library into what the log promises: with the file, the cause and what to do.</summary>
internal static class SqliteErrors
{
    private const string Restore = "Stop the server and restore the data directory from a backup.";

    /// <summary>For an append of which nothing was written.</summary>
    public static Exception Refusal(Exception cause) => cause switch
    {
        DamagedLogException or LogRefusedException => cause,
        SqliteFailure { IsDamage: true } failure => Damaged(failure.Path, failure.Message, failure),
        SqliteFailure failure => new LogRefusedException($"Nothing was written to {failure.Path}: {Cause(failure)}", failure),
        _ => new LogRefusedException($"Nothing was written: {cause.Message}", cause),
    };

    public static OutcomeUnknownException Unknown(string path, Exception cause) =>
        new($"Whether the change is written to {path} is not known, its commit failed: repeat the same request. {cause.Message}", cause);

    /// <summary>For a read.</summary>
    public static Exception Unreadable(SqliteFailure failure) => failure.IsDamage
        ? Damaged(failure.Path, failure.Message, failure)
        : new IOException($"The event log {failure.Path} can't be read: {Cause(failure)}", failure);

    /// <summary>For opening, where missing tables mean that the file is something else.</summary>
    public static Exception Unopenable(SqliteFailure failure) => failure.IsDamage || failure.Code == raw.SQLITE_ERROR
        ? Damaged(failure.Path, failure.Message, failure)
        : new LogRefusedException($"The event log {failure.Path} can't be opened: {Cause(failure)}", failure);

    public static DamagedLogException Damaged(string path, string what, Exception? cause) =>
        new($"The event log {path} is damaged: {what}. {Restore}", cause);

    private static string Cause(SqliteFailure failure) => failure.Code switch
    {
        raw.SQLITE_FULL => "disk full. Free space on this disk; changes are accepted again as soon as there is room.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => "no permission to write. Check the owner and mode of the directory.",
        raw.SQLITE_CANTOPEN => "the file can't be opened. Check that its directory exists and may be written.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "it is locked by another program. Close whatever else has the file open.",
        raw.SQLITE_IOERR => $"the disk reports an error ({failure.Message}). Check the disk and the kernel's log.",
        _ => failure.Message,
    };
}
