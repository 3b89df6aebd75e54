using AccessGovernance.Bench.Histories;
using Npgsql;
using NpgsqlTypes;

namespace AccessGovernance.Bench.Engines;

/// <summary>Brings facts into PostgreSQL in the order of a layout's index, and makes them ready to be read: indexed, vacuumed, in memory.</summary>
internal static class PostgresFacts
{
    public static async Task Load(NpgsqlConnection connection, PostgresLayout layout, FactTable facts, CancellationToken cancellation)
    {
        await Execute(connection, $"DROP TABLE IF EXISTS grants, confers; CREATE UNLOGGED TABLE grants ({layout.Columns});"
            + "CREATE UNLOGGED TABLE confers (a int, b int, f bigint, u bigint)", cancellation);
        await CopyGrants(connection, layout, facts, cancellation);
        await CopyConferrals(connection, facts, cancellation);
        await Execute(connection, layout.Index, cancellation);
        await Execute(connection, "CREATE INDEX ON confers (b, a, f, u)", cancellation);
        await Execute(connection, "VACUUM (ANALYZE, FREEZE) grants", cancellation);
        await Execute(connection, "VACUUM (ANALYZE, FREEZE) confers", cancellation);
    }

    /// <summary>Adds what questions about the whole state need: an index on time alone, and the names of entitlements.</summary>
    public static async Task Prepare(NpgsqlConnection connection, PostgresLayout layout, FactTable facts, CancellationToken cancellation)
    {
        await Execute(connection, "DROP TABLE IF EXISTS entitlements; CREATE UNLOGGED TABLE entitlements (id int PRIMARY KEY, name text)", cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY entitlements FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var (id, name) in facts.Entitlements.Names.Index())
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(id, cancellation);
                await copy.WriteAsync(name, cancellation);
            }
            await copy.CompleteAsync(cancellation);
        }
        if (!layout.IsRange)
            await Execute(connection, "CREATE INDEX ON grants (f) INCLUDE (u)", cancellation);
        await Execute(connection, "VACUUM ANALYZE grants", cancellation);
        await Execute(connection, "VACUUM ANALYZE entitlements", cancellation);
    }

    private static async Task CopyGrants(NpgsqlConnection connection, PostgresLayout layout, FactTable facts, CancellationToken cancellation)
    {
        string[] holders = [.. facts.Identities.Names];
        var rows = facts.Grants().ToArray();
        Array.Sort(rows, (a, b) => (a.Object, a.From, a.Until).CompareTo((b.Object, b.From, b.Until)));
        await using var copy = await connection.BeginBinaryImportAsync("COPY grants FROM STDIN (FORMAT binary)", cancellation);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(row.Object, cancellation);
            if (layout.IsRange)
            {
                await copy.WriteAsync(new NpgsqlRange<long>(row.From, true, row.Until, false), cancellation);
            }
            else
            {
                await copy.WriteAsync(row.From, cancellation);
                await copy.WriteAsync(row.Until, cancellation);
            }
            await copy.WriteAsync(holders[row.Subject], cancellation);
        }
        await copy.CompleteAsync(cancellation);
    }

    private static async Task CopyConferrals(NpgsqlConnection connection, FactTable facts, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync("COPY confers FROM STDIN (FORMAT binary)", cancellation);
        foreach (var row in facts.Conferrals.Where(r => r.From < r.Until))
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(row.Subject, cancellation);
            await copy.WriteAsync(row.Object, cancellation);
            await copy.WriteAsync(row.From, cancellation);
            await copy.WriteAsync(row.Until, cancellation);
        }
        await copy.CompleteAsync(cancellation);
    }

    private static async Task Execute(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
