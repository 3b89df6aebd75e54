namespace AccessGovernance.EventLog.Tests.Conformance;

public abstract partial class EventLogConformance
{
    [Fact]
    public async Task Reads_everything_after_a_position()
    {
        for (var i = 0; i < 5; i++)
            await Log.Write("identity-a", i - 1, Sample.Event(i));

        Assert.Equal([4L, 5], (await Log.ReadAll(3, default).Flat()).Select(e => e.Position));
        Assert.Empty(await Log.ReadAll(5, default).Flat());
        Assert.Empty(await Log.ReadAll(50, default).Flat());
    }

    [Fact]
    public async Task Reads_one_event_at_its_position()
    {
        for (var i = 0; i < 5; i++)
            await Log.Write("identity-a", i - 1, Sample.Event(i));

        var one = await Log.ReadOne(3, default);

        Assert.Equal((3L, Sample.Id(2)), (one.Position, one.EventId));
        await Assert.ThrowsAsync<DamagedLogException>(async () => await Log.ReadOne(6, default));
    }

    [Fact]
    public async Task Reads_a_stream_from_a_revision()
    {
        for (var i = 0; i < 4; i++)
        {
            await Log.Write("identity-a", i - 1, Sample.Event(i));
            await Log.Write("identity-b", i - 1, Sample.Event(100 + i));
        }

        var read = await Log.ReadStream("identity-b", 2, default).Flat();

        Assert.Equal([(2L, 6L, Sample.Id(102)), (3L, 8L, Sample.Id(103))], read.Select(e => (e.Revision, e.Position, e.EventId)));
        Assert.Empty(await Log.ReadStream("identity-b", 4, default).Flat());
        Assert.Empty(await Log.ReadStream("identity-c", 0, default).Flat());
    }

    [Fact]
    public async Task Pages_are_bounded_and_end_with_a_batch()
    {
        const int size = 7;
        for (var i = 0; i < 400; i++)
            await Log.Write("identity-a", (i * size) - 1, Sample.Events(i * size, size));

        var next = 1L;
        await foreach (var page in Log.ReadAll(0, default))
        {
            Assert.InRange(page.Count, 1, LogLimits.PageSize + size);
            Assert.True(page[^1].EndsBatch);
            Assert.All(page, e => Assert.Equal(next++, e.Position));
        }
        Assert.Equal((400 * size) + 1, next);
    }

    [Fact]
    public async Task Some_types_are_passed_over_in_pages_that_end_with_a_batch()
    {
        // Of each batch one event is wanted: the first, the last, one between; of some none.
        const int size = 3;
        const int batches = 700;
        for (var i = 0; i < batches; i++)
        {
            var wanted = i % (size + 1);
            var events = Sample.Events(i * size, size).Select((e, n) => n == wanted ? e : e with { Type = "test.other.v1" });
            await Log.Write("identity-a", (i * size) - 1, [.. events]);
        }

        foreach (var after in new[] { 0L, size, size * 500L })
        {
            var (reached, found) = (after, new List<RecordedEvent>());
            await foreach (var page in Log.ReadAllBut(["test.other.v1"], after, default))
            {
                Assert.True(page.Reached > reached && page.Reached % size == 0);
                Assert.All(page.Events, e => Assert.InRange(e.Position, reached + 1, page.Reached));
                reached = page.Reached;
                found.AddRange(page.Events);
            }
            Assert.Equal(batches * size, reached);
            var expected = (await Log.ReadAll(after, default).Flat()).Where(e => e.Type != "test.other.v1");
            Assert.Equal(expected.Select(e => e.Position), found.Select(e => e.Position));
        }
    }

    [Fact]
    public async Task A_long_stream_is_read_in_pages_without_gaps()
    {
        const int count = (2 * LogLimits.PageSize) + 17;
        for (var done = 0; done < count; done += 500)
            await Log.Write("identity-a", done - 1, Sample.Events(done, Math.Min(500, count - done)));

        var next = 0L;
        await foreach (var page in Log.ReadStream("identity-a", 0, default))
        {
            Assert.InRange(page.Count, 1, LogLimits.PageSize);
            Assert.All(page, e => Assert.Equal(next++, e.Revision));
        }
        Assert.Equal(count, next);
    }

    [Fact]
    public async Task Large_events_do_not_get_lost_between_pages()
    {
        for (var i = 0; i < 60; i++)
            await Log.Write("identity-a", i - 1, Sample.Event(i) with { Body = new byte[200_000] });

        Assert.Equal(Enumerable.Range(0, 60).Select(Sample.Id), await IdsOf("identity-a"));
        Assert.Equal(60, (await Log.Everything()).Count);
    }

    [Fact]
    public async Task A_read_ends_at_the_head_of_its_call()
    {
        await Log.Write("identity-a", -1, Sample.Event(1));
        var read = Log.ReadAll(0, default);
        await Log.Write("identity-a", 0, Sample.Event(2));

        Assert.Single(await read.Flat());
    }

    [Fact]
    public async Task A_read_may_be_left_early_and_cancelled()
    {
        for (var i = 0; i < 5; i++)
            await Log.Write("identity-a", (i * 1000) - 1, Sample.Events(i * 1000, 1000));
        await foreach (var page in Log.ReadAll(0, default))
            break;
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in Log.ReadAll(0, stop.Token))
                await stop.CancelAsync();
        });
        Assert.Equal(5000, (await Log.Everything()).Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_place_before_the_beginning_is_an_argument_error(long place)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Log.ReadAll(place, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => Log.ReadStream("identity-a", place, default));
    }
}
