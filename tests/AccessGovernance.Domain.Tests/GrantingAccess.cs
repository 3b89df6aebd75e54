using AccessGovernance.Domain.Identities;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class GrantingAccess
{
    [Fact]
    [Trait("Rule", "7")]
    public void Is_recorded_with_its_cause_and_validity() =>
        Given.Registered().When(Grant(1, From(100))).Then(Granted(1, From(100)));

    [Fact]
    public void Is_refused_before_the_identity_is_registered() =>
        Given.Identity().When(Grant(1, From(100))).ThenRefused(RefusalReason.IdentityUnknown);

    [Fact]
    [Trait("Rule", "7")]
    public void Of_the_same_grant_id_is_nothing_to_do() =>
        Given.Registered(Granted(1, From(90))).When(Grant(1, From(100))).ThenNothing();

    [Fact]
    [Trait("Rule", "7")]
    public void Of_the_same_entitlement_may_overlap() =>
        Given.Registered(Granted(1, From(90))).When(Grant(2, From(100))).Then(Granted(2, From(100)));

    [Fact]
    [Trait("Rule", "12")]
    public void Is_not_repeated_after_the_grant_was_revoked() =>
        Given.Registered().Done(Grant(1, From(100))).OnDay(101).Done(Revoke(1, 101)).When(Grant(1, From(100))).ThenNothing();

    [Fact]
    [Trait("Rule", "12")]
    public void Is_not_repeated_after_the_grant_was_voided() =>
        Given.Registered(Granted(1, From(90))).Done(Correct(1, null)).When(Grant(1, From(100))).ThenNothing();

    [Fact]
    [Trait("Rule", "2")]
    public void In_the_past_needs_the_right_to_back_date() =>
        Given.Registered().By(Callers.Plain).When(Grant(1, From(99)) with { Reason = Why })
            .ThenRefused(RefusalReason.BackdatingNotPermitted);

    [Fact]
    [Trait("Rule", "2")]
    public void In_the_past_needs_a_reason() =>
        Given.Registered().When(Grant(1, From(99))).ThenRefused(RefusalReason.ReasonRequired);

    [Fact]
    [Trait("Rule", "2")]
    public void In_the_past_is_recorded_with_right_and_reason() =>
        Given.Registered().When(Grant(1, From(99)) with { Reason = Why }).Then(Granted(1, From(99)) with { Reason = Why });

    [Theory]
    [Trait("Rule", "2")]
    [InlineData(0, true)]
    [InlineData(5_000, true)]
    [InlineData(5_001, false)]
    public void Tolerates_callers_clocks_of_five_seconds(long late, bool accepted)
    {
        var from = new Instant(Today.Milliseconds - late);
        var story = Given.Registered().By(Callers.Plain).When(Grant(1, Period.Since(from)));
        Assert.Equal(accepted, story.Decision.Refusal is null);
    }

    [Fact]
    [Trait("Rule", "6")]
    public void Beyond_a_termination_is_refused() =>
        Given.Registered(Terminated(120)).When(Grant(1, Days(100, 121))).ThenRefused(RefusalReason.IdentityTerminated);

    [Fact]
    [Trait("Rule", "6")]
    public void Up_to_a_termination_is_recorded() =>
        Given.Registered(Terminated(120)).When(Grant(1, Days(100, 120))).Then(Granted(1, Days(100, 120)));

    [Fact]
    [Trait("Rule", "6")]
    public void To_a_suspended_identity_is_recorded_without_effect()
    {
        var story = Given.Registered(Suspended(90)).Done(Grant(1, From(100)));
        Assert.True(story.State.Status.IsSuspendedAt(Today));
        Assert.True(story.State.Grants[Id(1)].IsOpen);
    }

    [Fact]
    [Trait("Rule", "6")]
    public void After_a_reinstatement_is_recorded() =>
        Given.Registered(Terminated(50), Reinstated(60)).When(Grant(1, From(100))).Then(Granted(1, From(100)));

    [Fact]
    [Trait("Rule", "6")]
    public void Across_a_lifted_termination_is_refused() =>
        Given.Registered(Terminated(50), Reinstated(60)).When(Grant(1, From(55)) with { Reason = Why })
            .ThenRefused(RefusalReason.IdentityTerminated);

    [Fact]
    public void To_a_forgotten_identity_is_refused() =>
        Given.Registered(Terminated(50), new IdentityForgotten(Callers.Ann, Callers.Bob))
            .When(Grant(1, Days(10, 20)) with { Reason = Why }).ThenRefused(RefusalReason.IdentityForgotten);
}
