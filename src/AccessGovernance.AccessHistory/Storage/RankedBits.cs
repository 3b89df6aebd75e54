using System.Numerics;
using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Bits of which there are ever more, with counts of those set at every so many words, so that counting up to one takes no more than some
/// words (Jacobson, Space-efficient Static Trees and Graphs, 1989). One writer; readers without locks, for every index that they learned
/// from something the writer published after adding it.
/// </summary>
internal sealed class RankedBits
{
    private const int WordShift = 6;
    private const int WordMask = (1 << WordShift) - 1;

    /// <summary>Words between two counts: with them a bit takes 1.06 bits.</summary>
    private const int CountShift = 3;

    private readonly Column<ulong> words = new();
    private readonly Column<int> counts = new();
    private int length;
    private int set;

    public long Bytes => words.Bytes + counts.Bytes;

    public bool this[int index] => ((words[index >> WordShift] >> (index & WordMask)) & 1) != 0;

    public void Add(bool value)
    {
        var word = length >> WordShift;
        if ((length & WordMask) == 0)
        {
            if ((word & ((1 << CountShift) - 1)) == 0)
                counts.Add(set);
            words.Add(0);
        }
        if (value)
        {
            Volatile.Write(ref words[word], words[word] | (1UL << (length & WordMask)));
            set++;
        }
        length++;
    }

    /// <summary>How many are set from the first one to this one.</summary>
    public int CountUpTo(int index)
    {
        var word = index >> WordShift;
        var count = counts[word >> CountShift] + BitOperations.PopCount(words[word] & (ulong.MaxValue >> (WordMask - (index & WordMask))));
        for (var before = (word >> CountShift) << CountShift; before < word; before++)
            count += BitOperations.PopCount(words[before]);
        return count;
    }

    /// <summary>The index of the set one that comes after so many others; there is such a one.</summary>
    public int IndexAfter(int others)
    {
        int low = 0, high = counts.Count - 1;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (counts[middle] <= others)
                low = middle;
            else
                high = middle - 1;
        }
        var (word, left) = (low << CountShift, others - counts[low]);
        for (int here; (here = BitOperations.PopCount(words[word])) <= left; word++)
            left -= here;
        var bits = words[word];
        for (; left > 0; left--)
            bits &= bits - 1;
        return (word << WordShift) | BitOperations.TrailingZeroCount(bits);
    }

    public void Save(PageWriter to)
    {
        to.Int(length);
        to.Int(set);
        words.Save(to);
        counts.Save(to);
    }

    /// <summary>Restores new ones.</summary>
    public void Load(PageReader from)
    {
        length = from.Int();
        set = from.Int();
        words.Load(from);
        counts.Load(from);
    }
}
