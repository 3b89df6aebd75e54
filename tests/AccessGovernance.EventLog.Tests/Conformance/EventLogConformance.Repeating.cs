namespace AccessGovernance.EventLog.Tests.Conformance;

public abstract partial class EventLogConformance
{
    [Fact]
    public async Task A_repeat_answers_the_original_positions()
    {
        await Log.Write("identity-other", -1, Sample.Event(100));
        var first = await Log.Write("identity-a", -1, Sample.Events(1, 2));
        await Log.Write("identity-other", 0, Sample.Event(101));
        await Log.Write("identity-a", 1, Sample.Event(3));

        Assert.Equal(new Appended(2, 3, 1), first);
        Assert.Equal(first, await Log.Write("identity-a", -1, Sample.Events(1, 2)));
        Assert.Equal(new Appended(5, 5, 2), await Log.Write("identity-a", 1, Sample.Event(3)));
        Assert.Equal(5, (await Log.Everything()).Count);
    }

    [Fact]
    public async Task A_repeat_may_span_earlier_appends()
    {
        await Log.Write("identity-a", -1, Sample.Event(1));
        await Log.Write("identity-b", -1, Sample.Event(9));
        await Log.Write("identity-a", 0, Sample.Event(2));

        Assert.Equal(new Appended(1, 3, 1), await Log.Write("identity-a", -1, Sample.Events(1, 2)));
        Assert.Equal(new Appended(1, 1, 0), await Log.Write("identity-a", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task A_long_repeat_is_recognised_whole()
    {
        var events = Sample.Events(1, LogLimits.MaxEventsPerAppend);
        await Log.Write("identity-a", -1, events);

        Assert.Equal(new Appended(1, events.Length, events.Length - 1), await Log.Write("identity-a", -1, events));
        events[^1] = Sample.Event(0);
        Assert.IsType<RevisionConflict>(await Log.Write("identity-a", -1, events));
    }

    public static TheoryData<long, int[]> PartialOverlaps => new()
    {
        { -1, [1, 2, 3, 4] }, // everything that is there and one more
        { -1, [1, 2, 9] }, // the last differs
        { -1, [1, 9, 3] }, // the middle differs
        { -1, [9, 2, 3] }, // the first differs
        { -1, [2, 3] }, // a suffix at the wrong place
        { 0, [1, 2] }, // a prefix at the wrong place
        { 1, [3, 4] }, // the end and one more
        { 1, [2] },
        { -1, [3, 2, 1] }, // another order
        { 3, [1] }, // a revision that never was
    };

    [Theory]
    [MemberData(nameof(PartialOverlaps))]
    public async Task A_partial_overlap_is_a_conflict(long expected, int[] ids)
    {
        await Log.Write("identity-a", -1, Sample.Events(1, 3));

        Assert.Equal(new RevisionConflict("identity-a", 2), await Log.Write("identity-a", expected, [.. ids.Select(Sample.Event)]));
        Assert.Equal(3, Log.Head.Position);
    }

    [Theory]
    [InlineData(-1, 1, 2, 1, 2)]
    [InlineData(0, 2, 2, 2, 3)]
    [InlineData(1, 3, 1, 3, 3)]
    public async Task Prefix_middle_and_suffix_at_their_own_place_are_repeats(long expected, int from, int count, long first, long last)
    {
        await Log.Write("identity-a", -1, Sample.Events(1, 3));

        Assert.Equal(new Appended(first, last, last - 1), await Log.Write("identity-a", expected, Sample.Events(from, count)));
    }

    [Fact]
    public async Task Ids_of_another_stream_are_no_repeat()
    {
        await Log.Write("identity-a", -1, Sample.Event(1));

        Assert.Equal(new Appended(2, 2, 0), await Log.Write("identity-b", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task A_late_repeat_of_the_same_ids_at_the_end_is_written_again()
    {
        await Log.Write("identity-a", -1, Sample.Event(1));

        // Known only at the same expected revision: what recognises late retries is the fold, not the log.
        Assert.Equal(new Appended(2, 2, 1), await Log.Write("identity-a", 0, Sample.Event(1)));
    }
}
