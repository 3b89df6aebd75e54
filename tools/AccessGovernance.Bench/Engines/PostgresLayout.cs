namespace AccessGovernance.Bench.Engines;

/// <summary>One way to lay the facts out for "who held this at that instant": a table in the order of its index, which alone answers.</summary>
internal sealed record PostgresLayout
{
    /// <summary>The candidates; whichever answers faster is what the index is compared with.</summary>
    public static IReadOnlyList<PostgresLayout> All { get; } =
    [
        new()
        {
            Name = "btree_start",
            Columns = "entitlement int, f bigint, u bigint, holder text",
            Index = "CREATE INDEX ON grants (entitlement, f) INCLUDE (u, holder)",
            HeldAt = "g.f <= $2 AND g.u > $2",
        },
        new()
        {
            Name = "btree_end",
            Columns = "entitlement int, f bigint, u bigint, holder text",
            Index = "CREATE INDEX ON grants (entitlement, u, f) INCLUDE (holder)",
            HeldAt = "g.f <= $2 AND g.u > $2",
        },
        new()
        {
            Name = "gist",
            Columns = "entitlement int, valid int8range, holder text",
            Index = "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE INDEX ON grants USING gist (entitlement, valid) INCLUDE (holder)",
            HeldAt = "g.valid @> $2",
            IsRange = true,
        },
    ];

    public required string Name { get; init; }

    public required string Columns { get; init; }

    public required string Index { get; init; }

    public required string HeldAt { get; init; }

    /// <summary>From and until are one value.</summary>
    public bool IsRange { get; init; }

    /// <summary>Of an entitlement that nothing confers.</summary>
    public string WhoDirectly => $"SELECT DISTINCT g.holder FROM grants g WHERE g.entitlement = $1 AND {HeldAt}";

    public string Who => $"{Up} SELECT DISTINCT g.holder FROM up JOIN grants g ON g.entitlement = up.e AND {HeldAt}";

    public string CountDirectly => $"SELECT count(DISTINCT g.holder) FROM grants g WHERE g.entitlement = $1 AND {HeldAt}";

    public string Count => $"{Up} SELECT count(DISTINCT g.holder) FROM up JOIN grants g ON g.entitlement = up.e AND {HeldAt}";

    private static string Up => "WITH RECURSIVE up(e) AS (SELECT $1 UNION SELECT c.a FROM up JOIN confers c ON c.b = up.e AND c.f <= $2 AND c.u > $2)";

    public static PostgresLayout Named(string name) => All.Single(l => l.Name == name);
}
