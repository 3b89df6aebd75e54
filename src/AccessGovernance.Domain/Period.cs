namespace AccessGovernance.Domain;

/// <summary>A period of validity, half-open: it holds at <see cref="From"/> and no longer at <see cref="Until"/>.</summary>
public readonly record struct Period(Instant From, Instant Until)
{
    public static readonly Period Always = new(new Instant(long.MinValue), Instant.Forever);

    public static Period Since(Instant from) => new(from, Instant.Forever);

    /// <summary>The one millisecond that begins at <paramref name="at"/>.</summary>
    public static Period At(Instant at) => new(at, new Instant(at.Milliseconds + 1));

    public bool IsEmpty => Until <= From;

    public bool Contains(Instant at) => From <= at && at < Until;

    public bool Contains(Period other) => From <= other.From && other.Until <= Until;

    public bool Overlaps(Period other) => Intersect(other) is { IsEmpty: false };

    public Period Intersect(Period other) => new(Instant.Max(From, other.From), Instant.Min(Until, other.Until));

    /// <summary>The shortest period that contains both.</summary>
    public Period Hull(Period other) => new(Instant.Min(From, other.From), Instant.Max(Until, other.Until));

    public override string ToString() => $"[{From}, {Until})";
}
