using System.Collections.Concurrent;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// The connections for reading. One is taken for one page and given back, so that slow consumers hold none. The writer never waits.
/// </summary>
internal sealed class SqliteReaderPool(string path) : IAsyncDisposable
{
    private const int MaxReaders = 8;

    private readonly SemaphoreSlim free = new(MaxReaders, MaxReaders);
    private readonly ConcurrentBag<SqliteReader> idle = [];
    private readonly NameCache streams = new();
    private readonly NameCache types = new();
    private volatile bool closed;

    public async Task<TPage> Read<TPage>(Func<SqliteReader, TPage> page, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteEventLog));
            // Off the caller's thread: the library blocks while the disk works.
            return await Task.Run(() => ReadNow(page), cancellation);
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Waits for the pages being read, then closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        closed = true;
        for (var taken = 0; taken < MaxReaders; taken++)
            await free.WaitAsync();
        while (idle.TryTake(out var reader))
            reader.Dispose();
        free.Release(MaxReaders);
    }

    private TPage ReadNow<TPage>(Func<SqliteReader, TPage> page)
    {
        SqliteReader? reader = null;
        try
        {
            if (!idle.TryTake(out reader))
                reader = new SqliteReader(SqliteDatabase.OpenForReading(path), streams, types);
            var events = page(reader);
            idle.Add(reader);
            return events;
        }
        catch (SqliteFailure failure)
        {
            reader?.Dispose();
            throw SqliteErrors.Unreadable(failure);
        }
        catch
        {
            reader?.Dispose();
            throw;
        }
    }
}
