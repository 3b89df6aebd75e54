using AccessGovernance.Domain.Reviews.Campaigns;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests.Reviews;

public sealed class Remediating
{
    private readonly RemediationCase state = new(Item);
    private Instant now = Times.Today;
    private Caller caller = As(Kim);

    [Fact]
    public void Ends_with_access_observed_absent_and_not_with_an_acknowledgement()
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        Assert.Equal((Times.Day(105), false), (state.DueAt, state.IsOverdue(Times.Day(104))));
        Done(new SendRemediation("T-1"));
        Done(new AcknowledgeRemediation("T-1"));
        Assert.False(state.IsEnded(now));
        Assert.True(state.IsOverdue(Times.Day(105)));
        Done(new ObserveAccess(Times.Day(106), false, true));
        Assert.True(state.IsEnded(now));
        Assert.False(state.IsOverdue(Times.Day(107)));
        Assert.Equal(RefusalReason.CaseNotOpen, Decide(new SendRemediation("T-2")).Refusal?.Reason);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Is_not_proven_by_a_report_from_before_the_decision_or_an_incomplete_one(double day, bool complete)
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        Assert.Empty(Decide(new ObserveAccess(Times.Day(day), false, complete)).Events);
    }

    [Fact]
    public void Leaves_what_was_excepted_in_the_meantime_as_it_is()
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        Done(new ExceptRemediation(Times.Day(120), Why));
        Assert.Empty(Decide(new SendRemediation("T-1")).Events);
        now = Times.Day(120);
        Assert.Single(Decide(new SendRemediation("T-1")).Events);
    }

    [Fact]
    public void Fails_like_any_other_once_its_exception_is_over()
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        Done(new ExceptRemediation(Times.Day(120), Why));
        now = Times.Day(120);
        Done(new FailRemediation("refused"));
        Assert.Equal((CaseState.Failed, 1), (state.State, state.Failures));
        Assert.NotNull(state.RetryAt);
    }

    [Theory]
    [InlineData(RemediationAction.Revoke, false)]
    [InlineData(RemediationAction.Modify, true)]
    public void Is_acknowledged_where_nothing_was_sent_and_then_says_who_had_it_to_do(RemediationAction action, bool ended)
    {
        Done(new RequestRemediation(action, 5));
        var decision = Decide(new AcknowledgeRemediation("T-1"));
        Assert.Equal(new DomainEvent[] { new RemediationSent(Item, now, "T-1"), new RemediationAcknowledged(Item, now, "T-1") }, decision.Events);
        Done(new AcknowledgeRemediation("T-1"));
        Assert.Equal((CaseState.Acknowledged, ended), (state.State, state.IsEnded(now)));
        Assert.Empty(Decide(new AcknowledgeRemediation("T-2")).Events);
    }

    [Fact]
    public void Is_open_again_when_the_access_reappears()
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        Done(new ObserveAccess(Times.Day(101), false, true));
        Assert.Empty(Decide(new ObserveAccess(Times.Day(100.5), true, true)).Events);
        Done(new ObserveAccess(Times.Day(102), true, false));
        Assert.Equal((CaseState.Reappeared, false), (state.State, state.IsEnded(now)));
        Done(new SendRemediation("T-2"));
        Done(new ObserveAccess(Times.Day(103), false, true));
        Assert.True(state.IsEnded(now));
    }

    [Fact]
    public void Says_in_one_what_was_sent_and_what_remains_or_is_done()
    {
        Done(new RequestRemediation(RemediationAction.Modify, 5));
        Assert.Equal([typeof(RemediationSent), typeof(AccessRetained)], Decide(new SendAndRetain("T-1", Ops)).Events.Select(e => e.GetType()));
        Done(new SendAndAcknowledge("T-1"));
        Assert.Equal((CaseState.Acknowledged, 1, true), (state.State, state.Attempts, state.IsEnded(now)));
    }

    [Fact]
    public void Is_open_while_it_failed_or_the_access_is_retained_by_another_path()
    {
        Done(new RequestRemediation(RemediationAction.Suspend, 5));
        Done(new SendRemediation("T-1"));
        Done(new FailRemediation("timed out"));
        now = state.RetryAt!.Value.Plus(TimeSpan.FromMilliseconds(-1));
        Assert.Empty(Decide(new FailRemediation("timed out")).Events);
        Assert.False(state.IsEnded(now));
        Done(new SendRemediation("T-1"));
        Done(new RetainAccess(Ops));
        Assert.Equal((Ops, 2, false), (state.Through, state.Attempts, state.IsEnded(now)));
        Assert.Empty(Decide(new RetainAccess(Ops)).Events);
    }

    [Fact]
    public void Is_tried_again_ever_more_seldom_until_it_failed_too_often()
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        var pauses = new List<double>();
        while (state.RetryAt is { } || pauses.Count == 0)
        {
            now = state.RetryAt ?? now;
            var failed = now;
            Done(new FailRemediation("refused"));
            if (state.RetryAt is { } next)
                pauses.Add((next.Milliseconds - failed.Milliseconds) / 60_000.0);
        }
        Assert.Equal([1, 4, 16, 64, 256, 1_024, 1_440], pauses);
        Assert.Equal((RetryPauses.MaxFailures, CaseState.Failed, false), (state.Failures, state.State, state.IsEnded(now)));
        Assert.Empty(Decide(new FailRemediation("refused")).Events);
    }

    [Fact]
    public void Is_excepted_until_an_instant_by_a_person_with_a_reason()
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        Assert.Equal(RefusalReason.ReasonRequired, Decide(new ExceptRemediation(Times.Day(120), null)).Refusal?.Reason);
        Assert.Equal(RefusalReason.SettingInvalid, Decide(new ExceptRemediation(Times.Today, Why)).Refusal?.Reason);
        Assert.Equal(RefusalReason.SettingInvalid, Decide(new ExceptRemediation(Times.Day(467), Why)).Refusal?.Reason);
        Done(new ExceptRemediation(Times.Day(120), Why));
        Assert.Empty(Decide(new FailRemediation("late failure")).Events);
        Assert.Equal((true, false), (state.IsEnded(Times.Day(119)), state.IsEnded(Times.Day(120))));
        caller = Callers.WithoutPerson;
        Assert.Equal(RefusalReason.PersonRequired, Decide(new ExceptRemediation(Times.Day(120), Why)).Refusal?.Reason);
    }

    [Fact]
    public void Is_refused_to_the_person_whose_access_it_is()
    {
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        caller = As(Sue);
        foreach (var command in new RemediationCommand[]
        {
            new ExceptRemediation(Times.Day(120), Why), new ObserveAccess(Times.Day(101), false, true), new AcknowledgeRemediation("T-1"),
        })
            Assert.Equal(RefusalReason.OwnAccess, Decide(command).Refusal?.Reason);
    }

    [Fact]
    public void Follows_the_order_of_its_steps()
    {
        Assert.Equal(RefusalReason.CaseUnknown, Decide(new SendRemediation("T-1")).Refusal?.Reason);
        Assert.Equal(RefusalReason.SettingInvalid, Decide(new RequestRemediation(RemediationAction.Revoke, 0)).Refusal?.Reason);
        Done(new RequestRemediation(RemediationAction.Revoke, 5));
        Assert.Empty(Decide(new RequestRemediation(RemediationAction.Revoke, 5)).Events);
        Assert.Equal(RefusalReason.SettingInvalid, Decide(new SendRemediation("")).Refusal?.Reason);
        for (var i = 0; i < RemediationCase.MaxAttempts; i++)
            Done(new SendRemediation("T-1"));
        Assert.Equal(RefusalReason.CaseNotOpen, Decide(new SendRemediation("T-1")).Refusal?.Reason);
    }

    private Decision Decide(RemediationCommand command) => state.Decide(command, Facts, new DecisionContext(now, caller));

    private void Done(RemediationCommand command)
    {
        var decision = Decide(command);
        Assert.Null(decision.Refusal);
        foreach (var what in decision.Events)
            state.Evolve((RemediationEvent)what);
        now = now.Plus(TimeSpan.FromMinutes(1));
    }
}
