using AccessGovernance.Domain.Identities;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "12")]
public sealed class Requests
{
    private static RequestId R(int number) => new(Id(number));

    private static void Remember(RequestMemory memory, int from, int count, bool lasting)
    {
        for (var i = from; i < from + count; i++)
            memory.Remember(R(i), new(Guid.Empty, i), lasting);
    }

    [Fact]
    public void That_can_open_access_are_remembered_for_ever()
    {
        var memory = new RequestMemory();
        memory.Remember(R(1), new(Id(7), 1), true);
        Remember(memory, 10, 20_000, false);
        Assert.Equal(new RememberedRequest(Id(7), 1), memory.Find(R(1)));
    }

    [Fact]
    public void Of_other_kinds_are_remembered_while_among_the_last_thousand()
    {
        var memory = new RequestMemory();
        Remember(memory, 1, 1_000, false);
        Assert.NotNull(memory.Find(R(1)));
        Remember(memory, 1_001, 1, false);
        Assert.Null(memory.Find(R(1)));
        Assert.NotNull(memory.Find(R(2)));
        Assert.Equal(RequestMemory.RecentLimit, memory.Recent.Count);
    }

    [Fact]
    public void That_open_access_take_no_room_of_the_others()
    {
        var memory = new RequestMemory();
        Remember(memory, 1, 1_000, false);
        Remember(memory, 5_000, 1_000, true);
        Assert.NotNull(memory.Find(R(1)));
    }

    [Fact]
    public void Of_several_events_last_when_one_of_them_opens_access_and_name_the_last_position()
    {
        var memory = new RequestMemory();
        memory.Remember(R(1), new(Guid.Empty, 10), true);
        memory.Remember(R(1), new(Guid.Empty, 11), false);
        Remember(memory, 100, 2_000, false);
        Assert.Equal(11, memory.Find(R(1))?.Position);
    }

    [Fact]
    public void Are_noted_although_they_changed_nothing()
    {
        var identity = new Identity();
        identity.Fold(new RequestNoted(true), new RecordedAs(5, R(1), Id(9), false));
        identity.Fold(new RequestNoted(false), new RecordedAs(6, R(2), Id(9), false));
        Assert.Equal(5, identity.Requests.Lasting[Id(1)].Position);
        Assert.Equal(6, identity.Requests.Find(new(Id(2)))?.Position);
        Assert.Equal(2, identity.NextRevision);
    }

    [Fact]
    public void Of_import_rows_are_remembered_for_ever()
    {
        var identity = new Identity();
        identity.Fold(new IdentityRegistered(IdentityKind.Employee, false), new RecordedAs(1, R(1), Guid.Empty, true));
        Assert.True(identity.Requests.Lasting.ContainsKey(Id(1)));
    }

    public static TheoryData<DomainEvent> Opening => new(
        Granted(1, From(1)), new GrantCorrected(G(1), Admins, From(1), null), Resumed(1), Reinstated(1),
        new TerminationWithdrawn(Day(1), null),
        new Conferrals.ConferralAdded(new(Id(1)), Admins, Ops, From(1), null, null));

    [Theory]
    [MemberData(nameof(Opening), DisableDiscoveryEnumeration = true)]
    public void Are_known_to_open_or_prolong_access(DomainEvent what) => Assert.True(what.CanOpenAccess);

    public static TheoryData<DomainEvent> Closing => new(
        new AccessRevoked(G(1), Admins, Day(1), null), new GrantVoided(G(1), Admins, null), Suspended(1), Terminated(1),
        new Conferrals.ConferralEnded(new(Id(1)), Day(1), null), new Conferrals.ConferralVoided(new(Id(1)), null));

    [Theory]
    [MemberData(nameof(Closing), DisableDiscoveryEnumeration = true)]
    public void Are_known_to_close_access(DomainEvent what) => Assert.False(what.CanOpenAccess);
}
