namespace AccessGovernance.Bench.Histories;

/// <summary>
/// Chance that is the same on every machine and version: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)Below((long)limit);

    /// <summary>A number in [0, 1).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in so many of a thousand throws.</summary>
    public bool Is(int perThousand) => Below(1_000) < perThousand;

    /// <summary>A rank below <paramref name="count"/>, popular ones first: probability falls as 1 / (rank + <paramref name="flat"/>).</summary>
    public int Popular(int count, double flat) =>
        Math.Min(count - 1, (int)((flat * Math.Pow((count + flat) / flat, Fraction())) - flat));

    /// <summary>An id that only this number of this family has.</summary>
    public static Guid Id(ulong family, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Mixed(family + ((ulong)number * 2)));
        BitConverter.TryWriteBytes(bytes[8..], Mixed(family + ((ulong)number * 2) + 1));
        return new Guid(bytes);
    }

    private ulong Next() => Mixed(state += 0x9E3779B97F4A7C15);

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
