using System.Diagnostics;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Load;
using Npgsql;

namespace AccessGovernance.Bench.Engines;

/// <summary>What questions about the whole state cost in PostgreSQL.</summary>
/// <param name="Count">Of counting the grants in force at an instant.</param>
/// <param name="Counted">The counts, in the order of the instants.</param>
/// <param name="CopiedPerSecond">Rows of the state copied out: entitlement, holder, from, until.</param>
internal sealed record PostgresState(Latencies Count, IReadOnlyList<long> Counted, double CopiedPerSecond)
{
    private const int CopyBytes = 1 << 20;
    private const int FewestCounts = 5;

    /// <param name="layout">The one whose table is there.</param>
    public static async Task<PostgresState> Measure(
        NpgsqlConnection connection, PostgresLayout layout, FactTable facts, IReadOnlyList<long> instants, TimeSpan limit, CancellationToken cancellation)
    {
        await PostgresFacts.Prepare(connection, layout, facts, cancellation);
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM grants g WHERE {layout.HeldAt.Replace("$2", "$1")}", connection);
        count.Parameters.Add(new NpgsqlParameter<long>());
        await count.PrepareAsync(cancellation);
        var (took, counted, begun) = (new List<double>(), new List<long>(), Stopwatch.GetTimestamp());
        foreach (var instant in instants.TakeWhile(_ => took.Count < FewestCounts || Stopwatch.GetElapsedTime(begun) < limit))
        {
            ((NpgsqlParameter<long>)count.Parameters[0]).TypedValue = instant;
            var at = Stopwatch.GetTimestamp();
            counted.Add((long)(await count.ExecuteScalarAsync(cancellation))!);
            took.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
        }
        return new(Latencies.Of(took), counted, await Copy(connection, layout, instants[0], counted[0], cancellation));
    }

    /// <summary>The client throws the bytes away, which is the least that it could do with them.</summary>
    private static async Task<double> Copy(NpgsqlConnection connection, PostgresLayout layout, long at, long rows, CancellationToken cancellation)
    {
        var span = layout.IsRange ? "lower(g.valid), upper(g.valid)" : "g.f, g.u";
        var state = $"SELECT n.name, g.holder, {span} FROM grants g JOIN entitlements n ON n.id = g.entitlement WHERE {layout.HeldAt.Replace("$2", $"{at}")}";
        var buffer = new byte[CopyBytes];
        var best = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY ({state}) TO STDOUT (FORMAT binary)", cancellation);
            while (await copy.ReadAsync(buffer, cancellation) > 0)
                cancellation.ThrowIfCancellationRequested();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
        return rows / best;
    }
}
