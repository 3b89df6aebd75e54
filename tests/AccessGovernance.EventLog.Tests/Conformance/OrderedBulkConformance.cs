namespace AccessGovernance.EventLog.Tests.Conformance;

/// <summary>What the engines promise that can append to many streams at once.</summary>
public abstract class OrderedBulkConformance : EventLogConformance
{
    private static readonly BulkAppend Mixed = Sample.Bulk(
        ("identity-a", Sample.Event(1)), ("import-x", Sample.Event(2)), ("identity-a", Sample.Event(3)), ("identity-b", Sample.Event(4)));

    [Fact]
    public async Task A_bulk_append_keeps_the_given_order_in_one_batch()
    {
        await Log.Write("identity-z", -1, Sample.Event(50));

        Assert.Equal(new Appended(2, 5, 0), await InOrder(Mixed));

        var all = await Log.Everything();
        Assert.Equal(["identity-z", "identity-a", "import-x", "identity-a", "identity-b"], all.Select(e => e.Stream));
        Assert.Equal([0L, 0, 0, 1, 0], all.Select(e => e.Revision));
        Assert.Equal([(0, 1), (0, 4), (1, 4), (2, 4), (3, 4)], all.Select(e => (e.BatchIndex, e.BatchCount)));
        Assert.Equal([Sample.Id(1), Sample.Id(3)], await IdsOf("identity-a"));
    }

    [Fact]
    public async Task One_stream_elsewhere_makes_the_whole_bulk_a_conflict()
    {
        await Log.Write("identity-b", -1, Sample.Event(50));

        Assert.Equal(new RevisionConflict("identity-b", 0), await InOrder(Mixed));
        Assert.Equal(1, Log.Head.Position);
        Assert.Empty(await IdsOf("identity-a"));
    }

    [Fact]
    public async Task The_first_stream_elsewhere_is_named()
    {
        await Log.Write("identity-b", -1, Sample.Event(50));
        await Log.Write("import-x", -1, Sample.Event(51));

        Assert.Equal(new RevisionConflict("import-x", 0), await InOrder(Mixed));
    }

    [Fact]
    public async Task A_repeated_bulk_answers_the_original_positions()
    {
        await InOrder(Mixed);
        await Log.Write("identity-a", 1, Sample.Event(60));

        Assert.Equal(new Appended(1, 4, 0), await InOrder(Mixed));
        Assert.Equal(5, Log.Head.Position);
    }

    [Fact]
    public async Task A_bulk_of_which_a_part_is_there_is_a_conflict()
    {
        await Log.Write("identity-a", -1, Sample.Event(1), Sample.Event(3));

        Assert.Equal(new RevisionConflict("identity-a", 1), await InOrder(Mixed));
        Assert.Equal(2, Log.Head.Position);
    }

    [Fact]
    public async Task A_bulk_with_other_ids_in_one_stream_is_a_conflict()
    {
        await InOrder(Mixed);
        var other = Mixed with { Events = [.. Mixed.Events.SkipLast(1), ("identity-b", Sample.Event(99))] };

        Assert.Equal(new RevisionConflict("identity-a", 1), await InOrder(other));
    }

    [Fact]
    public async Task A_bulk_goes_on_from_existing_revisions()
    {
        await Log.Write("identity-a", -1, Sample.Events(10, 2));
        var expected = new Dictionary<string, long> { ["identity-a"] = 1, ["identity-b"] = -1 };

        var result = await InOrder(new BulkAppend(expected, [("identity-b", Sample.Event(1)), ("identity-a", Sample.Event(2))]));

        Assert.Equal(new Appended(3, 4, 2), result);
    }

    [Fact]
    public async Task An_empty_bulk_answers_the_head()
    {
        await Log.Write("identity-a", -1, Sample.Event(1));

        Assert.Equal(new Appended(0, 1, -1), await InOrder(Sample.Bulk()));
    }

    [Fact]
    public async Task Expected_revisions_that_do_not_fit_the_events_are_an_argument_error()
    {
        BulkAppend[] bad =
        [
            new(new Dictionary<string, long>(), [("identity-a", Sample.Event(1))]),
            new(new Dictionary<string, long> { ["identity-a"] = -1, ["identity-b"] = -1 }, [("identity-a", Sample.Event(1))]),
            Sample.Bulk([.. Sample.Events(0, LogLimits.MaxEventsPerBulkAppend + 1).Select(e => ("identity-a", e))]),
        ];
        foreach (var append in bad)
            await Assert.ThrowsAnyAsync<ArgumentException>(() => InOrder(append));
        Assert.Equal(0, Log.Head.Position);
    }

    [Fact]
    public async Task A_batch_longer_than_a_page_is_one_page()
    {
        var events = Sample.Events(0, LogLimits.MaxEventsPerBulkAppend).Select((e, i) => ($"identity-{i % 10}", e)).ToArray();
        await InOrder(Sample.Bulk(events));
        var sizes = new List<int>();

        await foreach (var page in Log.ReadAll(0, default))
            sizes.Add(page.Count);

        Assert.Equal([LogLimits.MaxEventsPerBulkAppend], sizes);
    }

    private protected override async Task WriteBatch(int number) =>
        await InOrder(Sample.Bulk(($"identity-{number}", Sample.Event(number)), ($"import-{number}", Sample.Event(1000 + number))));

    private async Task<AppendResult> InOrder(BulkAppend append) => await ((IOrderedBulkAppend)Log).AppendInOrder(append, default);
}
