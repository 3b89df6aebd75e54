using System.Globalization;

namespace AccessGovernance.Domain;

/// <summary>A moment in whole milliseconds since the Unix epoch, UTC.</summary>
public readonly record struct Instant(long Milliseconds) : IComparable<Instant>
{
    /// <summary>Later than every moment: the end of what has no end.</summary>
    public static readonly Instant Forever = new(long.MaxValue);

    /// <summary>The earliest and the latest moment that a request may name.</summary>
    public static readonly Instant Earliest = new(-2_208_988_800_000);
    public static readonly Instant Latest = new(253_402_300_799_999);

    public bool IsForever => Milliseconds == long.MaxValue;

    public Instant Plus(TimeSpan span) => IsForever ? this : new(Milliseconds + (long)span.TotalMilliseconds);

    public int CompareTo(Instant other) => Milliseconds.CompareTo(other.Milliseconds);

    public static bool operator <(Instant a, Instant b) => a.Milliseconds < b.Milliseconds;
    public static bool operator >(Instant a, Instant b) => a.Milliseconds > b.Milliseconds;
    public static bool operator <=(Instant a, Instant b) => a.Milliseconds <= b.Milliseconds;
    public static bool operator >=(Instant a, Instant b) => a.Milliseconds >= b.Milliseconds;

    public static Instant Min(Instant a, Instant b) => a < b ? a : b;
    public static Instant Max(Instant a, Instant b) => a > b ? a : b;

    public override string ToString() => this switch
    {
        { IsForever: true } => "forever",
        var t when t < Earliest || t > Latest => Milliseconds.ToString(CultureInfo.InvariantCulture),
        _ => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
    };
}
