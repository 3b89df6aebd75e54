using AccessGovernance.Domain.Identities;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class CorrectingGrants
{
    private static GrantCorrected Corrected(Period validity) => new(G(1), Admins, validity, Why);

    [Fact]
    [Trait("Rule", "7")]
    public void Changes_the_validity() =>
        Given.Registered(Granted(1, Days(50, 90))).When(Correct(1, Days(60, 200))).Then(Corrected(Days(60, 200)));

    [Fact]
    [Trait("Rule", "7")]
    public void May_open_an_ended_grant_again() =>
        Given.Registered(Granted(1, From(50))).Done(Revoke(1, 100)).When(Correct(1, From(50))).Then(Corrected(From(50)));

    [Fact]
    [Trait("Rule", "7")]
    public void Always_needs_a_reason() =>
        Given.Registered(Granted(1, From(120))).When(Correct(1, From(130)) with { Reason = null })
            .ThenRefused(RefusalReason.ReasonRequired);

    [Fact]
    [Trait("Rule", "7")]
    public void To_what_it_is_already_is_nothing_to_do() =>
        Given.Registered(Granted(1, From(50))).By(Callers.Plain).When(Correct(1, From(50))).ThenNothing();

    [Fact]
    [Trait("Rule", "7")]
    public void To_never_voids_the_grant() =>
        Given.Registered(Granted(1, From(50))).When(Correct(1, null)).Then(new GrantVoided(G(1), Admins, Why));

    [Theory]
    [Trait("Rule", "7")]
    [InlineData(120, 120)]
    [InlineData(120, 110)]
    public void To_a_period_without_an_instant_is_refused(double from, double until) =>
        Given.Registered(Granted(1, From(120))).When(Correct(1, Days(from, until))).ThenRefused(RefusalReason.PeriodOver);

    [Fact]
    [Trait("Rule", "7")]
    public void Of_a_void_grant_is_refused_because_void_is_final()
    {
        var story = Given.Registered(Granted(1, From(50)), new GrantVoided(G(1), Admins, null));
        story.When(Correct(1, From(50))).ThenRefused(RefusalReason.GrantVoid);
        story.When(Correct(1, null)).ThenNothing();
    }

    [Theory]
    [Trait("Rule", "7")]
    [InlineData(50, 130, true)]
    [InlineData(50, 110, true)]
    [InlineData(50, 99, false)]
    [InlineData(49, 120, false)]
    [InlineData(51, 120, false)]
    public void Needs_the_right_to_back_date_when_an_answer_about_the_past_changes(double from, double until, bool accepted)
    {
        var story = Given.Registered(Granted(1, Days(50, 120))).By(Callers.Plain).When(Correct(1, Days(from, until)));
        Assert.Equal(accepted ? null : RefusalReason.BackdatingNotPermitted, story.Decision.Refusal?.Reason);
    }

    [Fact]
    [Trait("Rule", "7")]
    public void To_never_of_what_has_begun_needs_the_right_to_back_date() =>
        Given.Registered(Granted(1, From(50))).By(Callers.Plain).When(Correct(1, null)).ThenRefused(RefusalReason.BackdatingNotPermitted);

    [Fact]
    [Trait("Rule", "6")]
    public void Beyond_the_termination_that_ended_it_is_refused_after_a_reinstatement_too() =>
        Given.Registered(Granted(1, From(50)), Terminated(60), Reinstated(70)).When(Correct(1, From(75)))
            .ThenRefused(RefusalReason.IdentityTerminated);

    [Fact]
    [Trait("Rule", "6")]
    public void Before_the_termination_that_ended_it_is_recorded() =>
        Given.Registered(Granted(1, From(50)), Terminated(60)).When(Correct(1, Days(40, 60))).Then(Corrected(Days(40, 60)));

    [Fact]
    [Trait("Rule", "6")]
    public void Into_an_earlier_termination_is_refused() =>
        Given.Registered(Terminated(50), Reinstated(60), Granted(1, From(70))).When(Correct(1, From(55)))
            .ThenRefused(RefusalReason.IdentityTerminated);

    [Fact]
    public void Of_a_forgotten_identity_may_void_and_no_more()
    {
        var story = Given.Registered(Granted(1, Days(10, 40)), Terminated(50), new IdentityForgotten(Callers.Ann, Callers.Bob));
        story.When(Correct(1, Days(10, 45))).ThenRefused(RefusalReason.IdentityForgotten);
        story.When(new CorrectGrant(G(1), Admins, null, null)).Then(new GrantVoided(G(1), Admins, null));
    }

    [Fact]
    public void Of_an_unknown_grant_or_another_entitlement_is_refused()
    {
        var story = Given.Registered(Granted(1, From(50)));
        story.When(Correct(2, From(50))).ThenRefused(RefusalReason.GrantUnknown);
        story.When(Correct(1, From(50)) with { Entitlement = Ops }).ThenRefused(RefusalReason.GrantUnknown);
    }
}
