using AccessGovernance.Bench.Histories;
using Microsoft.Data.Sqlite;

namespace AccessGovernance.Bench.Engines;

/// <summary>
/// The same facts in SQLite in this process: tables clustered by the key that is asked for, whole in its cache, statements prepared. It
/// answers what an identity held and had, which is what an embedded table is asked most.
/// </summary>
internal sealed class SqliteEngine : IEngine
{
    private const string Tables = """
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        PRAGMA cache_size = -4000000;
        CREATE TABLE entitlements (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        CREATE TABLE grants (identity INTEGER, entitlement INTEGER, f INTEGER, u INTEGER, n INTEGER,
            PRIMARY KEY (identity, entitlement, f, u, n)) STRICT, WITHOUT ROWID;
        CREATE TABLE confers (a INTEGER, b INTEGER, f INTEGER, u INTEGER, n INTEGER, PRIMARY KEY (a, b, f, u, n)) STRICT, WITHOUT ROWID;
        CREATE INDEX confers_by_b ON confers (b, a, f, u);
        """;

    private const string What = """
        WITH RECURSIVE had(e) AS (SELECT entitlement FROM grants WHERE identity = $subject AND f <= $at AND u > $at
            UNION SELECT c.b FROM had JOIN confers c ON c.a = had.e AND c.f <= $at AND c.u > $at)
        SELECT name FROM had JOIN entitlements ON id = e
        """;

    private const string Check = """
        SELECT EXISTS (SELECT 1 FROM grants WHERE identity = $subject AND entitlement = $object AND f <= $at AND u > $at)
            OR EXISTS (WITH RECURSIVE up(e) AS (SELECT $object UNION SELECT c.a FROM up JOIN confers c ON c.b = up.e AND c.f <= $at AND c.u > $at)
                SELECT 1 FROM up JOIN grants g ON g.identity = $subject AND g.entitlement = up.e AND g.f <= $at AND g.u > $at)
        """;

    private readonly SqliteConnection connection;
    private readonly SqliteCommand what;
    private readonly SqliteCommand check;

    private SqliteEngine(SqliteConnection connection)
    {
        this.connection = connection;
        (what, check) = (Prepared(What), Prepared(Check));
    }

    /// <summary>Fills a new database file.</summary>
    public static SqliteEngine Load(string path, FactTable facts)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, Tables);
        Execute(connection, "BEGIN");
        Insert(connection, "INSERT INTO entitlements VALUES ($0, $1)", facts.Entitlements.Names.Select((name, id) => new object[] { id, name }));
        Insert(connection, "INSERT INTO grants VALUES ($0, $1, $2, $3, $4)", Rows(facts.Grants()));
        Insert(connection, "INSERT INTO confers VALUES ($0, $1, $2, $3, $4)", Rows(facts.Conferrals.Where(r => r.From < r.Until)));
        Execute(connection, "COMMIT");
        Execute(connection, "ANALYZE");
        return new SqliteEngine(connection);
    }

    public ValueTask Answer(Ask ask, AskedQuestion question, List<string> answer)
    {
        switch (ask)
        {
            case Ask.What:
                Bind(what, question);
                using (var reader = what.ExecuteReader())
                {
                    while (reader.Read())
                        answer.Add(reader.GetString(0));
                }
                break;
            case Ask.Check:
                Bind(check, question);
                if ((long)check.ExecuteScalar()! == 1)
                    answer.Add("yes");
                break;
            default: throw new ArgumentOutOfRangeException(nameof(ask));
        }
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await what.DisposeAsync();
        await check.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static void Bind(SqliteCommand command, in AskedQuestion question)
    {
        command.Parameters[0].Value = question.IdentityOrdinal;
        command.Parameters[1].Value = question.EntitlementOrdinal;
        command.Parameters[2].Value = question.At;
    }

    private SqliteCommand Prepared(string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in new[] { "$subject", "$object", "$at" })
            command.Parameters.AddWithValue(name, 0L);
        command.Prepare();
        return command;
    }

    /// <summary>In the order of the tables' keys, numbered so that equal rows stay apart.</summary>
    private static IEnumerable<object[]> Rows(IEnumerable<FactRow> facts)
    {
        var sorted = facts.ToArray();
        Array.Sort(sorted, (a, b) => (a.Subject, a.Object, a.From, a.Until).CompareTo((b.Subject, b.Object, b.From, b.Until)));
        return sorted.Select((r, n) => new object[] { r.Subject, r.Object, r.From, r.Until, n });
    }

    private static void Insert(SqliteConnection connection, string text, IEnumerable<object[]> rows)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = text;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (insert.Parameters.Count <= i)
                    insert.Parameters.AddWithValue($"${i}", row[i]);
                else
                    insert.Parameters[i].Value = row[i];
            }
            insert.ExecuteNonQuery();
        }
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
