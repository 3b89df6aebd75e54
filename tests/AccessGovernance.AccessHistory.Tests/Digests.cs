using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class Digests
{
    [Fact]
    public void Are_of_the_history_up_to_a_position_whatever_came_after() =>
        RandomHistory.Gen.Select(Gen.Int[0, 1_000]).Sample((history, dice) =>
        {
            var entries = history.Script.Entries;
            var cut = entries.FindIndex(dice % entries.Count, e => e.EndsBatch) + 1;
            var index = new HistoryIndex();
            foreach (var entry in entries.Take(cut))
                index.Apply(entry);
            Assert.Equal(Digest(index, cut), Digest(history.Script.Index, cut));
        }, iter: 300);

    [Fact]
    public void Differ_where_one_event_does() => RandomHistory.Gen.Sample(history =>
    {
        var (digest, entries) = (Digest(history.Script.Index, history.Script.Position), history.Script.Entries);
        var last = entries.FindLast(e => e.EndsBatch && e.Position < entries.Count).Position;
        Assert.NotEqual(digest, Digest(history.Script.Index, last));
        var other = new HistoryIndex();
        foreach (var entry in entries)
            other.Apply(entry.Position == entries.Count ? entry with { Actor = "another" } : entry);
        Assert.NotEqual(digest, Digest(other, entries.Count));
    }, iter: 100);

    private static string Digest(HistoryIndex index, long position)
    {
        var reader = new HistoryReader(index);
        return reader.Digest(reader.Read(Knowledge.AtPosition(position)), default);
    }
}
