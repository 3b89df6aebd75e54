using AccessGovernance.Domain.Identities;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class RevokingAccess
{
    private static AccessRevoked Revoked(double day) => new(G(1), Admins, Day(day), Why);

    [Fact]
    [Trait("Rule", "7")]
    public void Ends_that_grant_and_no_other()
    {
        var story = Given.Registered(Granted(1, From(50)), Granted(2, From(50))).Done(Revoke(1, 100));
        Assert.Equal(Days(50, 100), story.State.Grants[Id(1)].Validity);
        Assert.Equal(From(50), story.State.Grants[Id(2)].Validity);
    }

    [Theory]
    [Trait("Rule", "7")]
    [InlineData(120)]
    [InlineData(119)]
    public void At_or_before_the_start_voids_the_grant(double day) =>
        Given.Registered(Granted(1, From(120))).When(Revoke(1, day)).Then(new GrantVoided(G(1), Admins, Why));

    [Fact]
    [Trait("Rule", "7")]
    public void Of_a_grant_that_has_not_begun_needs_no_right_to_back_date() =>
        Given.Registered(Granted(1, From(120))).By(Callers.Plain).When(Revoke(1, 50)).Then(new GrantVoided(G(1), Admins, Why));

    [Fact]
    [Trait("Rule", "7")]
    public void With_an_earlier_time_corrects_the_end() =>
        Given.Registered(Granted(1, Days(50, 90))).When(Revoke(1, 80)).Then(Revoked(80));

    [Theory]
    [Trait("Rule", "7")]
    [InlineData(90)]
    [InlineData(95)]
    public void Never_moves_an_end_later(double day) =>
        Given.Registered(Granted(1, Days(50, 90))).When(Revoke(1, day)).ThenNothing();

    [Fact]
    [Trait("Rule", "7")]
    public void Of_a_void_grant_is_nothing_to_do() =>
        Given.Registered(Granted(1, From(50)), new GrantVoided(G(1), Admins, null)).When(Revoke(1, 100)).ThenNothing();

    [Fact]
    [Trait("Rule", "7")]
    public void In_the_past_needs_the_right_to_back_date() =>
        Given.Registered(Granted(1, From(50))).By(Callers.Plain).When(Revoke(1, 99)).ThenRefused(RefusalReason.BackdatingNotPermitted);

    [Fact]
    [Trait("Rule", "7")]
    public void In_the_past_needs_a_reason() =>
        Given.Registered(Granted(1, From(50))).When(Revoke(1, 99) with { Reason = null }).ThenRefused(RefusalReason.ReasonRequired);

    [Fact]
    public void Of_an_unknown_grant_is_refused() =>
        Given.Registered().When(Revoke(1, 100)).ThenRefused(RefusalReason.GrantUnknown);

    [Fact]
    public void Of_another_entitlement_is_refused() =>
        Given.Registered(Granted(1, From(50))).When(Revoke(1, 100) with { Entitlement = Ops }).ThenRefused(RefusalReason.GrantUnknown);

    [Fact]
    [Trait("Rule", "6")]
    public void Works_for_suspended_identities() =>
        Given.Registered(Granted(1, From(50)), Suspended(60)).When(Revoke(1, 100)).Then(Revoked(100));

    [Fact]
    [Trait("Rule", "6")]
    public void Works_for_terminated_identities_before_their_termination() =>
        Given.Registered(Granted(1, From(50)), Terminated(90)).When(Revoke(1, 80)).Then(Revoked(80));

    [Fact]
    [Trait("Rule", "6")]
    public void After_a_termination_in_effect_is_nothing_to_do() =>
        Given.Registered(Granted(1, From(50)), Terminated(90)).When(Revoke(1, 100)).ThenNothing();

    [Fact]
    [Trait("Rule", "6")]
    public void After_a_pending_termination_still_holds_when_the_termination_is_withdrawn()
    {
        var story = Given.Registered(Granted(1, From(50)), Terminated(120)).Done(Revoke(1, 150)).Done(new WithdrawTermination(null));
        Assert.Equal(Day(150), story.State.EffectiveEnd(story.State.Grants[Id(1)]));
    }

    [Fact]
    [Trait("Rule", "6")]
    public void Of_a_grant_that_a_pending_termination_voids_still_holds_when_it_is_withdrawn()
    {
        var story = Given.Registered(Granted(1, From(130)), Terminated(120)).Done(Revoke(1, 125)).Done(new WithdrawTermination(null));
        Assert.True(story.State.Grants[Id(1)].Void);
    }

    [Fact]
    [Trait("Rule", "6")]
    public void After_a_pending_termination_moves_no_end_later()
    {
        var story = Given.Registered(Granted(1, From(50)), Terminated(120)).Done(Revoke(1, 150));
        Assert.Equal(Day(120), story.State.EffectiveEnd(story.State.Grants[Id(1)]));
    }
}
