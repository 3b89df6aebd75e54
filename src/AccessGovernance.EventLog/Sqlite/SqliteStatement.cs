using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// A prepared statement; parameters count from 1, columns from 0. What a column answers as a span is valid until the next step or reset.
/// </summary>
internal sealed partial class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    private readonly nint pointer = statement.DangerousGetHandle();

    /// <returns>Whether there is a row.</returns>
    public bool Step() => raw.sqlite3_step(statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var rc => throw database.Failure(rc),
    };

    /// <summary>Runs it to its end and makes it ready for the next time.</summary>
    public void Run()
    {
        try
        {
            while (Step()) { }
        }
        finally
        {
            Reset();
        }
    }

    public void Reset() => raw.sqlite3_reset(statement);

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    public void Bind(int parameter, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(statement, parameter, value));

    public void Bind(int parameter, string value) => Check(raw.sqlite3_bind_text(statement, parameter, Encoding.UTF8.GetBytes(value)));

    public void BindNull(int parameter) => Check(raw.sqlite3_bind_null(statement, parameter));

    public bool IsNull(int column) => ColumnType(pointer, column) == raw.SQLITE_NULL;

    public long Number(int column) => ColumnInt64(pointer, column);

    public unsafe ReadOnlySpan<byte> Bytes(int column)
    {
        // The pointer first: asking for it may change the size, never the other way round.
        var start = ColumnBlob(pointer, column);
        return new ReadOnlySpan<byte>(start, ColumnBytes(pointer, column));
    }

    public void Dispose() => statement.Dispose();

    private void Check(int rc)
    {
        if (rc != raw.SQLITE_OK)
            throw database.Failure(rc);
    }

    // Reading a column takes a few nanoseconds and never blocks; the ordinary way of calling costs several times that, 15 times a row.

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    private static partial int ColumnType(nint statement, int column);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    private static partial long ColumnInt64(nint statement, int column);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_blob"), SuppressGCTransition]
    private static unsafe partial void* ColumnBlob(nint statement, int column);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    private static partial int ColumnBytes(nint statement, int column);
}
