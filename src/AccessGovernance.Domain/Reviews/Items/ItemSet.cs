using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json.Serialization;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>
/// Items of one campaign, each once: a bit for every number from 1 up to the highest that is in, the lowest bit of the first byte for item 1. However
/// many are in, it takes an eighth of a byte for each item of the population. Immutable; equal when the same items are in.
/// </summary>
public sealed class ItemSet : IEquatable<ItemSet>
{
    /// <summary>The highest number of a set that one event of the history can hold.</summary>
    public const int MaxNumber = 1_500_000;

    public static readonly ItemSet Empty = new([]);

    private readonly ImmutableArray<byte> bits;

    /// <summary>As <see cref="OfBits"/>, of what has no zeros at the end: what a written-down state is read with.</summary>
    [JsonConstructor]
    public ItemSet(ImmutableArray<byte> bits)
    {
        this.bits = bits;
        foreach (var some in bits)
            Count += BitOperations.PopCount(some);
    }

    public int Count { get; }

    /// <summary>As <see cref="AsBits"/>.</summary>
    public ImmutableArray<byte> Bits => bits;

    /// <summary>Without zeros at the end.</summary>
    public ReadOnlySpan<byte> AsBits() => bits.AsSpan();

    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ItemSet Of(IReadOnlyCollection<ItemNumber> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0)
            return Empty;
        ArgumentOutOfRangeException.ThrowIfLessThan(items.Min(i => i.Value), 1, nameof(items));
        var bits = new byte[((items.Max(i => i.Value) - 1) >> 3) + 1];
        foreach (var item in items)
            bits[(item.Value - 1) >> 3] |= (byte)(1 << ((item.Value - 1) & 7));
        return new([.. bits]);
    }

    /// <summary>The set whose <see cref="AsBits"/> these are.</summary>
    public static ItemSet OfBits(ReadOnlySpan<byte> bits) => new([.. bits.TrimEnd((byte)0)]);

    /// <summary>False for what is no number of an item too.</summary>
    public bool Contains(ItemNumber item) =>
        item.Value >= 1 && (item.Value - 1) >> 3 < bits.Length && (bits[(item.Value - 1) >> 3] & (1 << ((item.Value - 1) & 7))) != 0;

    /// <summary>In order.</summary>
    public IEnumerable<ItemNumber> Items()
    {
        for (var place = 0; place < bits.Length; place++)
        {
            for (var left = (int)bits[place]; left != 0; left &= left - 1)
                yield return new((place * 8) + BitOperations.TrailingZeroCount(left) + 1);
        }
    }

    public bool Equals(ItemSet? other) => other is not null && bits.AsSpan().SequenceEqual(other.bits.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ItemSet);

    public override int GetHashCode() => HashCode.Combine(bits.Length, Count);
}
