namespace AccessGovernance.Cli.Sampling;

/// <summary>What a sample is made from; the same three numbers make the same bytes.</summary>
/// <param name="Identities">That occur in it, staff and services, from the first day to the last.</param>
/// <param name="Years">Of history, up to <see cref="End"/>.</param>
internal sealed record SampleSize(int Identities, int Years, ulong Seed)
{
    public const int MinIdentities = 10;
    public const int MaxIdentities = 200_000;
    public const int MaxYears = 30;

    /// <summary>Bounds the memory that a sample needs while it is put in order: about 600 bytes for each.</summary>
    public const int MaxIdentityYears = 1_000_000;

    /// <summary>Fixed, since a sample must not depend on the day on which it is made.</summary>
    public static readonly DateOnly End = new(2026, 1, 1);

    public DateOnly Start => End.AddYears(-Years);

    public int Days => End.DayNumber - Start.DayNumber;
}
