using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;
using CsCheck;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class SavingTheIndex : IDisposable
{
    private static readonly Period Whole = From(0);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("index-");
    private readonly string file;

    public SavingTheIndex() => file = Path.Combine(folder.FullName, "access.index");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public Task Gives_back_an_index_that_goes_on_as_the_one_that_was_saved() =>
        RandomHistory.Gen.Select(Gen.Int[0, 1_000]).SampleAsync(async (history, dice) =>
        {
            var entries = history.Script.Entries;
            var cut = entries.FindIndex(dice % entries.Count, e => e.EndsBatch) + 1;
            var log = LogOf(entries);
            Save(IndexOf(entries.Take(cut)), log);
            var index = await new IndexCheckpoint(file).LoadOrNew(log, default);
            Assert.Equal(cut, index.Head.Position);
            foreach (var entry in entries.Skip(cut))
                index.Apply(entry);
            Assert.Equal(Answers(history.Script.Index), Answers(index));
        }, iter: 60, threads: 1);

    [Fact]
    public Task Counts_people_as_before() => RandomHistory.Gen.SampleAsync(async history =>
    {
        List<HistoryEntry> entries = [.. history.Script.Entries.Select(ScaledHistory.Of)];
        var log = LogOf(entries);
        Save(IndexOf(entries), log);
        Assert.Equal(People(IndexOf(entries)), People(await new IndexCheckpoint(file).LoadOrNew(log, default)));
    }, iter: 60, threads: 1);

    private static string People(HistoryIndex index)
    {
        var reader = new HistoryReader(index);
        var counts = from time in Enumerable.Range(0, RandomHistory.LastTime)
                     from entitlement in new[] { "e0", "e1", "e2", "e3" }
                     select reader.CountHolders(new(entitlement), ScaledHistory.Of(At(time)), reader.Latest, default);
        return string.Join(' ', counts.Select(c => $"{c?.Identities}/{c?.Suspended}/{c?.Persons}/{c?.WithoutPerson}"));
    }

    [Fact]
    public async Task Takes_nothing_from_a_file_that_was_cut_or_damaged()
    {
        var log = LogOf(Script().Entries);
        Save(Script().Index, log);
        var whole = await File.ReadAllBytesAsync(file);
        var cuts = Enumerable.Range(0, whole.Length).Where(at => at % 4_099 == 0 || at > whole.Length - 40);
        var flips = Enumerable.Range(0, whole.Length).Where(at => at % 3_001 == 0 || at < 40 || at > whole.Length - 40);
        foreach (var damaged in cuts.Select(at => whole[..at]).Concat(flips.Select(at => Flipped(whole, at))))
        {
            await File.WriteAllBytesAsync(file, damaged);
            var checkpoint = new IndexCheckpoint(file);
            var index = await checkpoint.LoadOrNew(log, default);
            Assert.Equal(0, index.Head.Position);
            Assert.NotNull(checkpoint.Trouble);
        }
    }

    [Fact]
    public async Task Takes_nothing_from_a_file_of_another_store_or_of_a_history_that_went_on_otherwise()
    {
        var entries = Script().Entries;
        var log = LogOf(entries);
        Assert.Equal(0, (await new IndexCheckpoint(file).LoadOrNew(log, default)).Head.Position);
        Save(Script().Index, log);

        Assert.Equal(entries.Count, (await new IndexCheckpoint(file).LoadOrNew(log, default)).Head.Position);
        Assert.Equal(0, (await new IndexCheckpoint(file).LoadOrNew(LogOf(entries), default)).Head.Position);
        Assert.Equal(0, (await new IndexCheckpoint(file).LoadOrNew(LogOf(entries.Take(3), log.StoreId), default)).Head.Position);
        var other = entries.Select(e => e with { Stamp = new(e.Stamp.Milliseconds + 1) });
        Assert.Equal(0, (await new IndexCheckpoint(file).LoadOrNew(LogOf(other, log.StoreId), default)).Head.Position);
    }

    [Fact]
    public async Task Happens_at_a_stop_when_enough_was_followed()
    {
        var script = Script();
        for (var i = 0; i < Projector.EventsPerCheckpoint / 100; i++)
            script.Grant("i", "e", From(i), i);
        var log = LogOf(script.Entries);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var projector = new Projector(log, log.Decode, new HistoryIndex()) { Checkpoint = new IndexCheckpoint(file) };
        var running = projector.Run(stop.Token);
        await projector.WaitFor(script.Position, stop.Token);
        await stop.CancelAsync();
        await running;

        Assert.Equal(script.Position, (await new IndexCheckpoint(file).LoadOrNew(log, default)).Head.Position);
    }

    [Fact]
    public void Leaves_nothing_behind_where_it_fails()
    {
        Directory.CreateDirectory(file);
        var checkpoint = new IndexCheckpoint(file);

        Assert.False(checkpoint.TrySave(Script().Index, Guid.NewGuid()));
        Assert.NotNull(checkpoint.Trouble);
        Assert.Empty(folder.GetFiles());
    }

    private static HistoryScript Script()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e").WithIdentities("i", "j");
        script.Grant("i", "e", From(3), 4);
        return script;
    }

    private void Save(HistoryIndex index, ScriptedLog log) => Assert.True(new IndexCheckpoint(file).TrySave(index, log.StoreId));

    private static ScriptedLog LogOf(IEnumerable<HistoryEntry> entries, Guid? store = null)
    {
        var log = store is { } id ? new ScriptedLog { StoreId = id } : new ScriptedLog();
        log.Add(entries);
        return log;
    }

    private static HistoryIndex IndexOf(IEnumerable<HistoryEntry> entries)
    {
        var index = new HistoryIndex();
        foreach (var entry in entries)
            index.Apply(entry);
        return index;
    }

    private static byte[] Flipped(byte[] whole, int at)
    {
        var damaged = (byte[])whole.Clone();
        damaged[at] ^= (byte)(1 << (at % 8));
        return damaged;
    }

    private static string Answers(HistoryIndex index)
    {
        var reader = new HistoryReader(index);
        var ever = reader.Read(Knowledge.Ever);
        var rows = new[] { "e0", "e1", "e2", "e3" }.SelectMany(e => reader.WhoHadAccess(new(e), Whole, ever, Page.All)!.Rows);
        var timelines = new[] { "i0", "i1", "i2" }.SelectMany(i => reader.GetTimeline(new(i), null, reader.Latest, TimelinePage.All)!.Entries);
        return string.Join('\n', rows.Select(IndexRows.Text).Concat(timelines.Select(t => t.ToString())).Append(reader.Digest(reader.Latest, default)));
    }
}
