using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary>The items of one sitting, in the order of the work list, and which of them lies on top. What was answered stays and can be gone back to.</summary>
internal sealed class WorkPile(IReadOnlyList<WorkItem> items)
{
    private readonly Dictionary<int, string> settled = [];
    private int place;

    public int Count => items.Count;

    /// <summary>Null once the last one was passed.</summary>
    public WorkItem? Current => place < items.Count ? items[place] : null;

    /// <summary>Items that were answered or given away, in this sitting or before it.</summary>
    public int Done => items.Where((item, i) => settled.ContainsKey(i) || item.State == WorkState.Answered).Count();

    /// <summary>What was done in this sitting, by the word for it.</summary>
    public IEnumerable<KeyValuePair<string, int>> Tally => settled.Values.CountBy(word => word).OrderBy(t => t.Key, StringComparer.Ordinal);

    public IReadOnlyList<string> Campaigns => [.. items.Select(i => i.Campaign).Distinct()];

    public void Forward() => place = Math.Min(place + 1, items.Count);

    public void Back() => place = Math.Max(place - 1, 0);

    /// <summary>Says what became of the item on top, and goes on to the next.</summary>
    public void Settle(string word)
    {
        settled[place] = word;
        Forward();
    }
}
