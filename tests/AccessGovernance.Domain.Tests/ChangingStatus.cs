using AccessGovernance.Domain.Identities;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "6")]
public sealed class ChangingStatus
{
    private static SuspendIdentity Suspend(double day) => new(Day(day), Why);

    private static ResumeIdentity Resume(double day) => new(Day(day), Why);

    private static TerminateIdentity Terminate(double day) => new(Day(day), null, Why);

    private static ReinstateIdentity Reinstate(double day) => new(Day(day), Why);

    [Fact]
    public void Counts_as_active_before_its_first_fact()
    {
        var state = Given.Registered().State;
        Assert.False(state.Status.IsSuspendedAt(Day(-1_000)));
        Assert.False(state.Status.IsTerminatedAt(Day(1_000)));
    }

    [Fact]
    public void Suspends_from_the_stated_time_until_resumed()
    {
        var status = Given.Registered().Done(Suspend(100)).Done(Resume(110)).State.Status;
        Assert.Equal([false, true, true, false], new[] { 99.9, 100, 109.9, 110 }.Select(d => status.IsSuspendedAt(Day(d))));
    }

    [Fact]
    public void Suspended_again_is_nothing_to_do() => Given.Registered(Suspended(90)).When(Suspend(100)).ThenNothing();

    [Fact]
    public void Resumed_while_active_is_nothing_to_do() => Given.Registered().When(Resume(100)).ThenNothing();

    [Fact]
    public void Cannot_be_suspended_or_resumed_while_terminated()
    {
        var story = Given.Registered(Suspended(80), Terminated(90));
        story.When(Suspend(100)).ThenRefused(RefusalReason.IdentityTerminated);
        story.When(Resume(100)).ThenRefused(RefusalReason.IdentityTerminated);
    }

    [Fact]
    public void Termination_ends_every_grant_recorded_so_far()
    {
        var story = Given.Registered(Granted(1, From(50)), Granted(2, Days(50, 90)), Granted(3, From(130))).Done(Terminate(100));
        var ends = new[] { 1, 2, 3 }.Select(g => story.State.EffectiveEnd(story.State.Grants[Id(g)]));
        Assert.Equal([Day(100), Day(90), Day(100)], ends);
        Assert.Equal(3, story.State.Grants.Count);
    }

    [Fact]
    public void Terminated_again_is_nothing_to_do() => Given.Registered(Terminated(90)).When(Terminate(100)).ThenNothing();

    [Fact]
    public void Terminated_earlier_is_recorded() =>
        Given.Registered(Terminated(130)).When(Terminate(110)).Then(new IdentityTerminated(Day(110), null, Why));

    [Fact]
    public void Terminated_again_while_a_reinstatement_is_pending_stays_terminated()
    {
        var story = Given.Registered(Terminated(90), Reinstated(120), Granted(1, From(120))).Done(Terminate(100));
        Assert.True(story.State.Status.IsTerminatedAt(Day(130)));
        Assert.Equal(Day(100), story.State.EffectiveEnd(story.State.Grants[Id(1)]));
        story.When(Terminate(100)).ThenNothing();
    }

    [Fact]
    public void Late_retry_of_a_termination_after_the_reinstatement_is_nothing_to_do() =>
        Given.Registered(Terminated(50), Reinstated(60)).When(Terminate(50)).ThenNothing();

    [Fact]
    public void Resume_lifts_no_termination()
    {
        var state = Given.Registered(Terminated(50), Resumed(60)).State;
        Assert.True(state.Status.IsTerminatedAt(Day(70)));
    }

    [Fact]
    public void Reinstatement_lifts_a_termination_and_brings_no_grant_back()
    {
        var story = Given.Registered(Granted(1, From(10)), Terminated(50)).Done(Reinstate(100));
        Assert.True(story.State.Status.IsTerminatedAt(Day(99)));
        Assert.False(story.State.Status.IsTerminatedAt(Day(100)));
        Assert.Equal(Day(50), story.State.EffectiveEnd(story.State.Grants[Id(1)]));
    }

    [Fact]
    public void Reinstatement_recorded_before_the_termination_lifts_nothing()
    {
        var state = Given.Registered(Terminated(50), Reinstated(70), Terminated(60)).State;
        Assert.True(state.Status.IsTerminatedAt(Day(80)));
    }

    [Theory]
    [InlineData(90)]
    [InlineData(110)]
    public void Reinstatement_at_or_before_the_termination_is_refused(double day) =>
        Given.Registered(Terminated(110)).When(Reinstate(day)).ThenRefused(RefusalReason.IdentityNotTerminated);

    [Fact]
    public void Reinstatement_ends_a_suspension() =>
        Assert.False(Given.Registered(Suspended(40), Terminated(50), Reinstated(60)).State.Status.IsSuspendedAt(Day(70)));

    [Fact]
    public void Pending_termination_can_be_withdrawn_and_leaves_the_grants_as_they_were()
    {
        var story = Given.Registered(Granted(1, From(50)), Terminated(120));
        story.When(new WithdrawTermination(Why)).Then(new TerminationWithdrawn(Day(120), Why));
        story.Done(new WithdrawTermination(Why));
        Assert.Equal(Instant.Forever, story.State.EffectiveEnd(story.State.Grants[Id(1)]));
    }

    [Fact]
    public void Termination_in_effect_cannot_be_withdrawn() =>
        Given.Registered(Terminated(100)).When(new WithdrawTermination(Why)).ThenRefused(RefusalReason.NoPendingTermination);

    [Fact]
    [Trait("Rule", "2")]
    public void In_the_past_needs_right_and_reason()
    {
        IdentityCommand[] commands = [Suspend(50), Resume(50), Terminate(50), Reinstate(50)];
        foreach (var command in commands)
            Given.Registered(Terminated(20)).By(Callers.Plain).When(command).ThenRefused(RefusalReason.BackdatingNotPermitted);
        Given.Registered().When(Suspend(50) with { Reason = null }).ThenRefused(RefusalReason.ReasonRequired);
        Given.Registered().When(Terminate(50) with { Reason = null }).ThenRefused(RefusalReason.ReasonRequired);
    }

    [Fact]
    [Trait("Rule", "14")]
    public void Termination_keeps_the_date_the_zone_and_the_second()
    {
        var stated = new CivilDate("1970-05-01", "Europe/Warsaw");
        Given.Registered().When(Terminate(120) with { Stated = stated }).Then(new IdentityTerminated(Day(120), stated, Why));
    }
}
