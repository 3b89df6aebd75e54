using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class KnownAt
{
    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e").WithIdentities("i");

    [Fact, Trait("Rule", "3")]
    public void A_time_means_the_last_position_recorded_by_then()
    {
        script.Grant("i", "e", From(0), 10);
        script.Grant("i", "e", From(0), 10);
        var before = script.Reader.Read(Knowledge.AtTime(new(9)));
        var at = script.Reader.Read(Knowledge.AtTime(new(10)));

        Assert.Equal((3, false), (before.Position, before.Open));
        Assert.Equal((5, true), (at.Position, at.Open));
        Assert.Empty(script.Reader.WhoHadAccess(new("e"), At(0), before, Page.All)!.Rows);
        Assert.Single(script.Reader.WhoHadAccess(new("e"), At(0), at, Page.All)!.Rows);
    }

    [Fact, Trait("Rule", "2")]
    public void The_recording_time_never_steps_back_with_the_writers_clock()
    {
        script.Grant("i", "e", From(0), 20);
        script.Grant("i", "e", From(0), 5);

        Assert.Equal(new Instant(20), script.Reader.Latest.RecordingTime);
        Assert.Equal(3, script.Reader.Read(Knowledge.AtTime(new(19))).Position);
        Assert.Equal(5, script.Reader.Read(Knowledge.AtTime(new(20))).Position);
    }

    [Fact, Trait("Rule", "2")]
    public void An_omitted_time_is_never_before_what_is_recorded()
    {
        script.Grant("i", "e", From(0), 20);

        Assert.Equal(new Instant(20), script.Reader.Latest.Now(new(7)));
        Assert.Equal(new Instant(30), script.Reader.Latest.Now(new(30)));
    }

    [Fact, Trait("Rule", "11")]
    public void Exactly_a_position_inside_a_batch_means_the_end_of_the_batch_before()
    {
        var stream = StreamNames.Of(new IdentityId("i"));
        script.RecordAll(5, (stream, Granted(new(script.NextGuid()), "e", From(0)), null),
            (stream, new IdentitySuspended(new(3), null), null));

        Assert.Equal(3, script.Reader.Read(Knowledge.AtPosition(4)).Position);
        Assert.Equal(5, script.Reader.Read(Knowledge.AtPosition(5)).Position);
        Assert.Throws<ArgumentOutOfRangeException>(() => script.Reader.Read(Knowledge.AtPosition(6)));
    }

    [Fact, Trait("Rule", "11")]
    public void Half_a_batch_is_never_visible()
    {
        var stream = StreamNames.Of(new IdentityId("i"));
        script.RecordAll(5, (stream, Granted(new(script.NextGuid()), "e", From(0)), null),
            (stream, new IdentitySuspended(new(3), null), null));
        var index = new HistoryIndex();

        foreach (var entry in script.Entries.Take(4))
            index.Apply(entry);

        Assert.Equal(3, index.Head.Position);
        Assert.Empty(new HistoryReader(index).WhoHadAccess(new("e"), At(1), new HistoryReader(index).Latest, Page.All)!.Rows);
    }

    [Fact, Trait("Rule", "3")]
    public void The_source_limits_each_row_by_its_own_time_inside_a_batch_too()
    {
        var stream = StreamNames.Of(new IdentityId("i"));
        var block = Guid.NewGuid();
        script.RecordAll(100, (stream, Granted(new(script.NextGuid()), "e", Span(1, 2)), new ImportedRow(block, 1, new(10))),
            (stream, Granted(new(script.NextGuid()), "e", Span(3, 4)), new ImportedRow(block, 2, new(11))));
        script.Grant("i", "e", Span(5, 6), 101);

        Assert.Equal([1], HeldAt(Knowledge.BySource(new(10))));
        Assert.Equal([1, 3], HeldAt(Knowledge.BySource(new(100))));
        Assert.Equal([1, 3, 5], HeldAt(Knowledge.BySource(new(101))));
        Assert.Empty(HeldAt(Knowledge.AtTime(new(99))));
    }

    [Fact, Trait("Rule", "3")]
    public void A_back_dated_end_does_not_hide_that_access_was_live()
    {
        var grant = script.Grant("i", "e", From(0), 0);
        script.OfIdentity("i", new AccessRevoked(grant, new("e"), new(5), null), 50);

        Assert.Empty(script.Reader.WhoHadAccess(new("e"), At(20), script.Reader.Latest, Page.All)!.Rows);
        var row = Assert.Single(script.Reader.WhoHadAccess(new("e"), At(20), script.Reader.Read(Knowledge.Ever), Page.All)!.Rows);
        Assert.Equal((true, false), (row.HeldAsKnownThen, row.HeldAsKnownNow));
    }

    [Fact, Trait("Rule", "3")]
    public void A_page_stays_at_its_read_position_on_the_sources_clock()
    {
        var stream = StreamNames.Of(new IdentityId("i"));
        var pinned = script.Position;
        script.Record(stream, Granted(new(script.NextGuid()), "e", Span(1, 2)), 100, new ImportedRow(Guid.NewGuid(), 1, new(10)));

        Assert.Empty(HeldAt(Knowledge.BySource(new(10)) with { ReadPosition = pinned }));
        Assert.Equal([1], HeldAt(Knowledge.BySource(new(10))));
    }

    private IEnumerable<long> HeldAt(Knowledge knowledge) =>
        script.Reader.WhoHadAccess(new("e"), From(0), script.Reader.Read(knowledge), Page.All)!.Rows
            .SelectMany(r => r.Spans).Select(s => s.From.Milliseconds);
}
