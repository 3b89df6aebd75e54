using AccessGovernance.Domain;

namespace AccessGovernance.Bench.Histories;

/// <summary>How large a made-up organisation is. Everything grows with the number of grants, so that an identity's share stays the same.</summary>
/// <param name="Facts">Grants.</param>
internal sealed record HistoryShape(int Facts, int Identities, int BusinessRoles, int TechnicalRoles, int Permissions, int Applications)
{
    /// <summary>More would not fit the numbers that ids are made of.</summary>
    public const int MaxFacts = 50_000_000;

    /// <summary>Fewer would leave kinds of facts out.</summary>
    public const int MinFacts = 200;

    /// <summary>Conferrals from the first step of the ladder to the last.</summary>
    public const int LadderLevels = 8;

    public static readonly Instant Begin = new(1_514_764_800_000);

    /// <summary>Eight years.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromDays(8 * 365);

    public static Instant End => Begin.Plus(Length);

    /// <summary>So many come, go and come back, or are suspended, that every rule about it is tried in a small history.</summary>
    public bool IsLively { get; init; }

    public int Entitlements => BusinessRoles + TechnicalRoles + Permissions;

    /// <summary>Who climbs the ladder: holders of its first step, and so of every other.</summary>
    public int LadderHolders => Math.Clamp(Identities / 10, 5, 64);

    /// <summary>Fifty grants for each identity, two hundred for each entitlement.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from <see cref="MinFacts"/> to <see cref="MaxFacts"/>.</exception>
    public static HistoryShape Of(int facts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(facts, MinFacts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(facts, MaxFacts);
        var entitlements = Math.Max(30, facts / 200);
        var (business, technical) = (Math.Max(3, entitlements / 50), Math.Max(6, entitlements * 8 / 100));
        return new(facts, Math.Max(20, facts / 50), business, technical, entitlements - business - technical, Math.Max(4, entitlements / 1_000));
    }
}
