using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.EventLog.Tests.Conformance;

public abstract partial class EventLogConformance
{
    [Fact]
    public async Task Is_empty_at_first()
    {
        Assert.Equal(0, Log.Head.Position);
        Assert.NotEqual(Guid.Empty, Log.StoreId);
        Assert.Empty(await Log.Everything());
        Assert.Empty(await Log.ReadStream("identity-a", 0, default).Flat());
    }

    [Fact]
    public async Task Answers_positions_and_revisions()
    {
        Assert.Equal(new Appended(1, 2, 1), await Log.Write("identity-a", -1, Sample.Events(1, 2)));
        Assert.Equal(new Appended(3, 3, 0), await Log.Write("identity-b", -1, Sample.Event(3)));
        Assert.Equal(new Appended(4, 5, 3), await Log.Write("identity-a", 1, Sample.Events(4, 2)));
        Assert.Equal(5, Log.Head.Position);
    }

    [Fact]
    public async Task Gives_back_what_was_appended()
    {
        var now = Clock.Stop();
        var given = Sample.Event(7, """{"name":"Zażółć"}""") with { Import = Sample.Row };
        await Log.Write("entitlement-Zażółć gęślą", -1, Sample.Event(6), given);

        var stored = (await Log.Everything())[1];

        Assert.Equal(("entitlement-Zażółć gęślą", 2, 1), (stored.Stream, stored.Position, stored.Revision));
        Assert.Equal((given.EventId, given.Type, given.Import), (stored.EventId, stored.Type, stored.Import));
        Assert.Equal("""{"name":"Zażółć"}""", Encoding.UTF8.GetString(stored.Body.Span));
        Assert.Equal(Sample.Origin, stored.Origin);
        Assert.Equal(new Instant(now.ToUnixTimeMilliseconds()), stored.Stamp);
        Assert.Equal((1, 2, true, 2), (stored.BatchIndex, stored.BatchCount, stored.EndsBatch, stored.BatchEnd));
    }

    [Fact]
    public async Task Keeps_bytes_that_the_caller_reuses()
    {
        var body = "{\"a\":1}"u8.ToArray();
        await Log.Write("identity-a", -1, Sample.Event(1) with { Body = body });
        body.AsSpan().Clear();
        var stored = await Log.Everything();

        Assert.Equal("{\"a\":1}"u8, stored[0].Body.Span);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_missing_stream_conflicts_with_a_revision(long expected)
    {
        Assert.Equal(new RevisionConflict("identity-a", -1), await Log.Write("identity-a", expected, Sample.Event(1)));
        Assert.Equal(0, Log.Head.Position);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Another_revision_is_a_conflict_that_writes_nothing(long expected)
    {
        await Log.Write("identity-a", -1, Sample.Events(1, 3));

        Assert.Equal(new RevisionConflict("identity-a", 2), await Log.Write("identity-a", expected, Sample.Event(9)));
        Assert.Equal(3, (await Log.Everything()).Count);
    }

    [Fact]
    public async Task Streams_are_told_apart_byte_by_byte()
    {
        await Log.Write("identity-a", -1, Sample.Event(1));

        Assert.Equal(new Appended(2, 2, 0), await Log.Write("identity-A", -1, Sample.Event(2)));
        Assert.Equal(new Appended(3, 3, 0), await Log.Write("identity-a ", -1, Sample.Event(3)));
        Assert.Equal([Sample.Id(1)], await IdsOf("identity-a"));
    }

    [Fact]
    public async Task No_events_check_the_revision_only()
    {
        Assert.Equal(new Appended(0, 0, -1), await Log.Write("identity-a", -1));
        await Log.Write("identity-a", -1, Sample.Events(1, 2));

        Assert.Equal(new Appended(0, 2, 1), await Log.Write("identity-a", 1));
        Assert.Equal(new Appended(0, 2, -1), await Log.Write("identity-b", -1));
        Assert.Equal(new RevisionConflict("identity-a", 1), await Log.Write("identity-a", 0));
        Assert.Equal(new RevisionConflict("identity-a", 1), await Log.Write("identity-a", 2));
        Assert.Equal(2, Log.Head.Position);
    }

    [Fact]
    public async Task Takes_what_is_just_within_the_limits()
    {
        var origin = OriginFormat.Encode(Sample.Origin).Length;
        var large = Sample.Event(0) with { Body = new byte[LogLimits.MaxEventBytes - origin] };
        await Log.Write(new string('s', LogLimits.MaxStreamNameBytes), -1, large);
        await Log.Write("identity-a", -1, Sample.Events(1, LogLimits.MaxEventsPerAppend));

        var all = await Log.Everything();

        Assert.Equal(large.Body.Length, all[0].Body.Length);
        Assert.Equal(1 + LogLimits.MaxEventsPerAppend, all.Count);
    }

    [Fact]
    public async Task What_breaks_a_limit_is_an_argument_error()
    {
        var large = Sample.Event(0) with { Body = new byte[LogLimits.MaxEventBytes] };
        StreamAppend[] bad =
        [
            Sample.To("identity-a", -1, large),
            Sample.To("identity-a", -1, Sample.Events(1, LogLimits.MaxEventsPerAppend + 1)),
            Sample.To("identity-a", -1, [.. Sample.Events(1, 4).Select(e => e with { Body = new byte[LogLimits.MaxAppendBytes / 4] })]),
            Sample.To(new string('ż', (LogLimits.MaxStreamNameBytes / 2) + 1), -1, Sample.Event(1)),
            Sample.To("", -1, Sample.Event(1)),
            Sample.To("identity-\ud800", -1, Sample.Event(1)),
            Sample.To("identity-a", -2, Sample.Event(1)),
            Sample.To("identity-a", long.MaxValue, Sample.Event(1)),
            Sample.To("identity-a", -1, Sample.Event(1) with { Type = "" }),
        ];
        foreach (var append in bad)
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.Append(append, default));
        Assert.Equal(0, Log.Head.Position);
    }

    [Fact]
    public async Task A_cancelled_caller_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Log.Append(Sample.To("identity-a", -1, Sample.Event(1)), new CancellationToken(canceled: true)));
        await Log.Write("identity-b", -1, Sample.Event(2));

        Assert.Empty(await IdsOf("identity-a"));
    }
}
