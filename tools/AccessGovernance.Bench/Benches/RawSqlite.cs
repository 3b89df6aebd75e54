using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// The least that durable group commit on SQLite costs: callers that wait, one thread that writes one row for each into one transaction
/// for all who wait. Same pragmas, columns, index and bytes as the product's log, and nothing else.
/// </summary>
internal sealed class RawSqlite : IAsyncDisposable
{
    private const string Tables = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA cache_size = -32768;
        PRAGMA wal_autocheckpoint = 8192;
        CREATE TABLE events (
            position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL, type INTEGER NOT NULL, stamp INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL, batch_index INTEGER NOT NULL, batch_count INTEGER NOT NULL, crc INTEGER NOT NULL, id BLOB NOT NULL,
            source_time INTEGER, row INTEGER, block BLOB, origin BLOB NOT NULL, body BLOB NOT NULL, UNIQUE (stream, revision)) STRICT;
        """;

    private const int MaxWaiting = 1_024;

    private readonly Channel<TaskCompletionSource> waiting = Channel.CreateBounded<TaskCompletionSource>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;
    private readonly int streams;
    private long position;

    public RawSqlite(string path, int streams, byte[] origin, byte[] body)
    {
        this.streams = streams;
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using (var tables = connection.CreateCommand())
        {
            tables.CommandText = Tables;
            tables.ExecuteNonQuery();
        }
        insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO events VALUES ($1,$2,$3,4,$4,$4,0,1,$5,$6,NULL,NULL,NULL,$7,$8)";
        for (var parameter = 1; parameter <= 5; parameter++)
            insert.Parameters.AddWithValue("$" + parameter, 0L);
        insert.Parameters.AddWithValue("$6", new byte[16]);
        insert.Parameters.AddWithValue("$7", origin);
        insert.Parameters.AddWithValue("$8", body);
        insert.Prepare();
        new Thread(Write) { Name = "raw writer", IsBackground = true }.Start();
    }

    public async Task Append()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync(done);
        await done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await stopped.Task;
        await insert.DisposeAsync();
        await connection.DisposeAsync();
    }

    private void Write()
    {
        var group = new List<TaskCompletionSource>();
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            using (var transaction = connection.BeginTransaction())
            {
                insert.Transaction = transaction;
                while (waiting.Reader.TryRead(out var next))
                {
                    Insert();
                    group.Add(next);
                }
                transaction.Commit();
            }
            foreach (var done in group)
                done.SetResult();
            group.Clear();
        }
        stopped.SetResult();
    }

    private void Insert()
    {
        position++;
        insert.Parameters[0].Value = position;
        insert.Parameters[1].Value = position * 7_919 % streams;
        insert.Parameters[2].Value = position;
        insert.Parameters[3].Value = position;
        insert.ExecuteNonQuery();
    }
}
