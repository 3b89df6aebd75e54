namespace AccessGovernance.Cli.Sampling;

/// <summary>Ranks, popular ones before others as Zipf's law has it: the weight of a rank is 1 / (rank + <see cref="Flat"/>).</summary>
internal sealed class Popularity
{
    // Without it a tenth of everything would go to the first rank alone.
    private const int Flat = 8;
    private const long Unit = 1_000_000_000;

    private readonly long[] upTo;

    public Popularity(int count)
    {
        upTo = new long[count];
        var sum = 0L;
        for (var rank = 0; rank < count; rank++)
            upTo[rank] = sum += Unit / (rank + Flat);
    }

    public int Draw(Chance chance)
    {
        var place = Array.BinarySearch(upTo, chance.Below(upTo[^1]));
        return place >= 0 ? place + 1 : ~place;
    }
}
