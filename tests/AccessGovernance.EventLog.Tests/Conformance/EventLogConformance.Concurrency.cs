namespace AccessGovernance.EventLog.Tests.Conformance;

public abstract partial class EventLogConformance
{
    private const int Callers = 64;
    private const int Each = 20;

    [Fact]
    public async Task Concurrent_appends_to_one_stream_are_each_there_exactly_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(() => Contend(c))));

        var all = await Log.Everything();
        Assert.Equal(Callers * Each, all.Count);
        Assert.Equal(Enumerable.Range(0, all.Count).Select(r => (long)r), all.Select(e => e.Revision));
        Assert.All(results.SelectMany(r => r), r => Assert.Equal(r.Id, all[(int)r.Position - 1].EventId));
    }

    [Fact]
    public async Task Concurrent_appends_to_many_streams_are_each_there_exactly_once()
    {
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                Assert.IsType<Appended>(await Log.Write($"identity-{c}", i - 1, Sample.Event((c * Each) + i)));
        })));

        var all = await Log.Everything();
        Assert.Equal(Enumerable.Range(1, Callers * Each).Select(p => (long)p), all.Select(e => e.Position));
        Assert.Equal(Callers * Each, all.Select(e => e.EventId).Distinct().Count());
        for (var c = 0; c < Callers; c++)
            Assert.Equal(Enumerable.Range(c * Each, Each).Select(Sample.Id), await IdsOf($"identity-{c}"));
    }

    [Fact]
    public async Task Of_many_appends_at_one_revision_one_is_written()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(c => Task.Run(() => Log.Write("identity-a", -1, Sample.Event(c)))));

        Assert.Single(results.OfType<Appended>());
        Assert.All(results.OfType<RevisionConflict>(), c => Assert.Equal(new RevisionConflict("identity-a", 0), c));
        Assert.Equal(1, Log.Head.Position);
    }

    [Fact]
    public async Task Of_many_identical_appends_one_is_written_and_all_get_its_position()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => Log.Write("identity-a", -1, Sample.Events(1, 3)))));

        Assert.All(results, r => Assert.Equal(new Appended(1, 3, 2), r));
        Assert.Equal(3, Log.Head.Position);
    }

    [Fact]
    public async Task Readers_meet_whole_batches_only_while_others_write()
    {
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var head = Log.Head.Position;
                var seen = await Log.ReadAll(0, default).Flat();
                Assert.True(seen.Count >= head, $"{seen.Count} of {head} events");
                Assert.True(seen.Count == 0 || seen[^1].EndsBatch);
            }
        });
        for (var i = 0; i < 100; i++)
            await WriteBatch(i);
        await stop.CancelAsync();
        await reading;
    }

    /// <summary>Writes a batch of several events that no other call with another number touches.</summary>
    private protected virtual async Task WriteBatch(int number) =>
        await Log.Write($"identity-{number}", -1, Sample.Event(number), Sample.Event(1000 + number));

    private async Task<List<(Guid Id, long Position)>> Contend(int caller)
    {
        var written = new List<(Guid, long)>();
        var revision = StreamAppend.NoStream;
        while (written.Count < Each)
        {
            var next = Sample.Event((caller * Each) + written.Count);
            switch (await Log.Write("identity-a", revision, next))
            {
                case Appended done:
                    written.Add((next.EventId, done.LastPosition));
                    revision = done.LastRevision;
                    break;
                case RevisionConflict conflict:
                    revision = conflict.ActualRevision;
                    break;
            }
        }
        return written;
    }
}
