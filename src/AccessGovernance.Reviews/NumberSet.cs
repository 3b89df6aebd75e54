using System.Numerics;

namespace AccessGovernance.Reviews;

/// <summary>
/// Numbers from 0 on, in order, as one bit each of blocks of 64: whether they come and go at the end, at the beginning or in the middle, one costs a look
/// for its block. Sixteen bytes for each block that ever had a number, until all are gone. Not thread-safe.
/// </summary>
internal sealed class NumberSet
{
    private const int BlockBits = 64;

    private readonly List<Block> blocks = [];

    public int Count { get; private set; }

    /// <summary>Adds a number; one that is there stays.</summary>
    public void Add(int number)
    {
        var (index, bit) = (number / BlockBits, 1UL << (number % BlockBits));
        // Populations are frozen in order: most come at the end.
        var place = blocks.Count > 0 && blocks[^1].Index == index ? blocks.Count - 1 : PlaceOf(index);
        if (place < 0)
            blocks.Insert(~place, new(index, bit));
        else if ((blocks[place].Bits & bit) != 0)
            return;
        else
            blocks[place] = new(index, blocks[place].Bits | bit);
        Count++;
    }

    /// <summary>Removes a number, where it is there.</summary>
    public void Remove(int number)
    {
        var (place, bit) = (PlaceOf(number / BlockBits), 1UL << (number % BlockBits));
        if (place < 0 || (blocks[place].Bits & bit) == 0)
            return;
        blocks[place] = new(blocks[place].Index, blocks[place].Bits & ~bit);
        if (--Count == 0)
            blocks.Clear();
    }

    /// <summary>Those above a number, in order.</summary>
    public IEnumerable<int> After(int number)
    {
        var first = number + 1;
        var place = PlaceOf(first / BlockBits);
        for (var i = place < 0 ? ~place : place; i < blocks.Count; i++)
        {
            var bits = i == place ? blocks[i].Bits & (ulong.MaxValue << (first % BlockBits)) : blocks[i].Bits;
            for (; bits != 0; bits &= bits - 1)
                yield return (blocks[i].Index * BlockBits) + BitOperations.TrailingZeroCount(bits);
        }
    }

    private int PlaceOf(int index)
    {
        var (low, high) = (0, blocks.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (blocks[middle].Index == index)
                return middle;
            (low, high) = blocks[middle].Index < index ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    private readonly record struct Block(int Index, ulong Bits);
}
