namespace AccessGovernance.Cli.Sampling;

/// <summary>
/// Chance that is the same on every machine and in every version, in whole numbers only: SplitMix64 (Steele, Lea, Flood: Fast Splittable
/// Pseudorandom Number Generators, 2014).
/// </summary>
internal sealed class Chance
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong state;

    /// <summary>The chance of one subject, which nothing that happens to others changes.</summary>
    public Chance(ulong seed, ulong subject) => state = Mixed(Mixed(seed + Golden) ^ (subject * Golden));

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public long Below(long limit) => (long)Math.BigMul(Mixed(state += Golden), (ulong)limit, out _);

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)Below((long)limit);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in so many of a hundred throws.</summary>
    public bool Is(int percent) => Below(100) < percent;

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
