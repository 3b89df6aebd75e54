using AccessGovernance.Domain.Entitlements;
using CsCheck;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "13")]
public sealed class Seats
{
    private static readonly IdentityId Holder = new("ada");
    private static readonly EntitlementProfile Profile = new("Licence", "", null, Risk.Low);

    private static Story<Entitlement, EntitlementCommand> Licence(int? capacity, params DomainEvent[] recorded) =>
        Given.Entitlement(new EntitlementDefined(EntitlementKind.Licence, TheDirectory, Profile, capacity)).And(recorded);

    private static AdmitGrant Admit(int grant, Period validity) => new(G(grant), Holder, validity);

    private static SeatReserved Reserved(int grant, Period validity) => new(G(grant), Holder, validity);

    [Fact]
    public void Are_not_counted_without_a_capacity() => Licence(null).When(Admit(1, From(100))).ThenNothing();

    [Fact]
    public void Are_reserved_under_the_id_of_the_grant() => Licence(1).When(Admit(1, From(100))).Then(Reserved(1, From(100)));

    [Fact]
    public void Are_refused_when_all_are_taken_at_some_instant() =>
        Licence(2, Reserved(1, Days(10, 200)), Reserved(2, Days(150, 160))).When(Admit(3, From(100)))
            .ThenRefused(RefusalReason.CapacityExhausted);

    [Fact]
    public void Follow_each_other_because_periods_are_half_open() =>
        Licence(1, Reserved(1, Days(10, 100))).When(Admit(2, From(100))).Then(Reserved(2, From(100)));

    [Fact]
    public void Are_reserved_once_for_one_grant_however_often_it_asks()
    {
        var story = Licence(1).Done(Admit(1, From(100)));
        story.When(Admit(1, From(100))).Then(Reserved(1, From(100)));
        story.When(Admit(1, Days(110, 120))).Then(Reserved(1, From(100)));
        Assert.Single(story.Done(Admit(1, From(100))).State.Seats);
    }

    [Fact]
    public void Are_not_settled_by_whoever_does_not_know_that_they_were_asked_for_again()
    {
        var story = Licence(1).Done(Admit(1, From(100)));
        var known = story.State.Seats.Values.Single().Reserved;
        story.When(new SettleSeat(G(1), null) { Reserved = known + 1 }).ThenNothing();
        story.When(new SettleSeat(G(1), null) { Reserved = known }).Then(new SeatSettled(G(1), null));
    }

    [Fact]
    public void Are_counted_again_when_a_grant_is_prolonged() =>
        Licence(1, Reserved(1, Days(10, 100)), Reserved(2, Days(100, 120))).When(Admit(1, Days(10, 110)))
            .ThenRefused(RefusalReason.CapacityExhausted);

    [Fact]
    public void Stay_taken_as_before_until_a_moved_grant_is_settled()
    {
        var story = Licence(1, Reserved(1, Days(10, 130))).Done(Admit(1, Days(120, 200)));
        story.When(Admit(2, Days(100, 110))).ThenRefused(RefusalReason.CapacityExhausted);
        story.Done(new SettleSeat(G(1), Days(120, 200))).When(Admit(2, Days(100, 110))).Then(Reserved(2, Days(100, 110)));
    }

    [Fact]
    public void Are_free_from_the_end_that_is_settled()
    {
        var story = Licence(1).Done(Admit(1, From(100))).Done(new SettleSeat(G(1), Days(100, 120)));
        story.When(Admit(2, From(119))).ThenRefused(RefusalReason.CapacityExhausted);
        story.When(Admit(2, From(120))).Then(Reserved(2, From(120)));
    }

    [Fact]
    public void Are_free_when_there_is_no_such_grant_in_the_end()
    {
        var story = Licence(1).Done(Admit(1, From(100))).Done(new SettleSeat(G(1), null));
        story.When(new SettleSeat(G(1), null)).ThenNothing();
        story.When(Admit(2, From(100))).Then(Reserved(2, From(100)));
    }

    [Fact]
    public void Settled_as_they_are_is_nothing_to_do() =>
        Licence(1).Done(Admit(1, From(100))).When(new SettleSeat(G(1), From(100))).ThenNothing();

    [Fact]
    public void Cannot_become_fewer_than_are_taken() =>
        Licence(3, Reserved(1, From(100)), Reserved(2, From(100))).When(new ChangeEntitlement(null, null, null, null, 1))
            .ThenRefused(RefusalReason.CapacityInUse);

    [Fact]
    public void Can_become_more_or_just_enough()
    {
        var story = Licence(2, Reserved(1, From(100)));
        story.When(new ChangeEntitlement(null, null, null, null, 1)).Then(new EntitlementChanged(Profile, 1));
        story.When(new ChangeEntitlement(null, null, null, null, 9)).Then(new EntitlementChanged(Profile, 9));
    }

    [Fact]
    public void Are_counted_from_the_definition_on_or_never() =>
        Licence(null).When(new ChangeEntitlement(null, null, null, null, 5)).ThenRefused(RefusalReason.EntitlementHasNoCapacity);

    [Fact]
    public void Overlap_as_many_as_at_the_fullest_instant() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], (from, until) => new Period(new Instant(from), new Instant(until))).List[0, 12]
            .Sample(periods => SeatCounting.MaxOverlap(periods) == Enumerable.Range(0, 12)
                .Max(t => periods.Count(p => p.Contains(new Instant(t)))));

    [Fact]
    public void Are_never_taken_more_often_than_there_are() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 10], Gen.Int[1, 8], Gen.Bool).List[1, 40].Sample(steps =>
        {
            var story = Licence(3);
            foreach (var (grant, from, length, settle) in steps)
            {
                var validity = new Period(new Instant(from), new Instant(from + length));
                story.When(settle ? new SettleSeat(G(grant), null) : Admit(grant, validity)).And(story.Decision.Events);
                Assert.True(SeatCounting.MaxOverlap(story.State.Seats.Values.Select(s => s.Validity)) <= 3);
            }
        });
}
