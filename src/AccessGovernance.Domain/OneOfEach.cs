namespace AccessGovernance.Domain;

/// <summary>
/// Gives equal values one instance, as far as it remembers them: it has a fixed number of places, and what comes newly to a full set of
/// <see cref="Ways"/> takes the place of the oldest there. It saves memory and decides nothing: a value that it forgot is merely there twice.
/// Thread-safe; threads that meet may each keep their own.
/// </summary>
/// <param name="places">How many values it keeps at most: a power of two, and at least <see cref="Ways"/>.</param>
public sealed class OneOfEach<T>(int places, IEqualityComparer<T> comparer)
    where T : class
{
    /// <summary>Places that one value may stand at.</summary>
    public const int Ways = 4;

    private readonly T?[] kept = new T?[places];

    /// <summary>An equal value that came before, or else this one.</summary>
    public T Of(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var set = kept.AsSpan(comparer.GetHashCode(value) & (places - Ways), Ways);
        for (var i = 0; i < Ways; i++)
        {
            if (Volatile.Read(ref set[i]) is { } known && comparer.Equals(known, value))
                return known;
        }
        for (var i = Ways - 1; i > 0; i--)
            Volatile.Write(ref set[i], set[i - 1]);
        Volatile.Write(ref set[0], value);
        return value;
    }
}
