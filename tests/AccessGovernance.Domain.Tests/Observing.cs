using AccessGovernance.Domain.Observations;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "4")]
public sealed class ObservingApplications
{
    private static readonly SyncStarted Started = new(Id(1), SyncKind.Full, Day(99.5), null);

    private static readonly ObservedAccount Account = new(Id(7), new IdentityId("ann"), null, false, null, [new(Admins, null), new(Ops, null)]);

    [Fact]
    public void Takes_parts_in_order_and_each_of_them_once()
    {
        var story = Given.Observed().Done(new StartSync(Id(1), SyncKind.Full, Day(99.5), null));
        story.When(Part(2, 0)).ThenRefused(RefusalReason.PartOutOfOrder);
        story.When(Part(1, 0)).Then(new PartReported(Id(1), 1, [Account], [], 0));
        story.Done(Part(1, 0)).When(Part(1, 0)).ThenNothing();
        story.Done(Part(2, 0)).When(new EndSync(Id(1), 1, true, false)).ThenRefused(RefusalReason.PartOutOfOrder);
        story.When(new EndSync(Id(1), 2, true, false)).Then(new SyncEnded(Id(1), SyncOutcome.Complete, 2, 4, 0));
    }

    [Fact]
    public void Is_partial_where_the_source_says_so_or_a_row_was_refused()
    {
        Given.Observed(Started).When(new EndSync(Id(1), 0, false, false)).Then(new SyncEnded(Id(1), SyncOutcome.Partial, 0, 0, 0));
        Given.Observed(Started).Done(Part(1, 3)).When(new EndSync(Id(1), 1, true, false)).Then(new SyncEnded(Id(1), SyncOutcome.Partial, 1, 2, 3));
    }

    [Fact]
    public void Takes_nothing_of_a_sync_that_ended_or_never_began()
    {
        var story = Given.Observed(Started).Done(new EndSync(Id(1), 0, true, true));
        story.When(Part(1, 0)).ThenRefused(RefusalReason.SyncOver);
        story.When(new EndSync(Id(1), 0, true, false)).ThenRefused(RefusalReason.SyncOver);
        story.When(new StartSync(Id(1), SyncKind.Full, Day(99.7), null)).ThenRefused(RefusalReason.SyncOver);
        story.When(new EndSync(Id(2), 0, true, false)).ThenRefused(RefusalReason.SyncUnknown);
        Given.Observed().When(Part(1, 0)).ThenRefused(RefusalReason.SyncUnknown);
    }

    [Fact]
    public void Abandons_what_was_left_open_when_another_begins()
    {
        var story = Given.Observed(Started).Done(Part(1, 0)).When(new StartSync(Id(2), SyncKind.Delta, Day(99.6), null));
        story.Then(new SyncEnded(Id(1), SyncOutcome.Abandoned, 1, 2, 0), new SyncStarted(Id(2), SyncKind.Delta, Day(99.6), null));
        story.And(story.Decision.Events).When(Part(2, 0)).ThenRefused(RefusalReason.SyncOver);
    }

    [Fact]
    public void Is_begun_once_and_only_as_it_was_begun()
    {
        Given.Observed(Started).When(new StartSync(Id(1), SyncKind.Full, Day(99.5), null)).ThenNothing();
        Given.Observed(Started).When(new StartSync(Id(1), SyncKind.Delta, Day(99.5), null)).ThenRefused(RefusalReason.RequestIdReused);
    }

    [Fact]
    public void Has_times_that_never_go_back_nor_lie_ahead()
    {
        Given.Observed(Started).When(new StartSync(Id(2), SyncKind.Full, Day(99.5), null)).ThenRefused(RefusalReason.ObservationTimeDecreasing);
        Given.Observed().When(new StartSync(Id(1), SyncKind.Full, Day(100.1), null)).ThenRefused(RefusalReason.SourceTimeInFuture);
        var old = new StartSync(Id(1), SyncKind.Full, Day(98), null);
        Given.Observed().By(Callers.Plain).When(old).ThenRefused(RefusalReason.BackdatingNotPermitted);
        Given.Observed().When(old).ThenRefused(RefusalReason.ReasonRequired);
        Given.Observed().When(old with { Reason = "late" }).Then(new SyncStarted(Id(1), SyncKind.Full, Day(98), "late"));
    }

    [Fact]
    public void Counts_a_time_a_little_ahead_as_now_so_that_it_keeps_no_other_out()
    {
        var ahead = new StartSync(Id(1), SyncKind.Delta, Today.Plus(DecisionContext.ClockTolerance), null);
        var story = Given.Observed().Done(ahead);
        Assert.Equal(Today, story.State.Latest!.TakenAt);
        story.When(ahead).ThenNothing();
        story.When(ahead with { TakenAt = Today.Plus(TimeSpan.FromMilliseconds(-1)) }).ThenRefused(RefusalReason.RequestIdReused);
        Given.Observed().When(ahead with { TakenAt = ahead.TakenAt.Plus(TimeSpan.FromMilliseconds(1)) }).ThenRefused(RefusalReason.SourceTimeInFuture);
    }

    [Fact]
    public void Ends_without_any_account_only_where_that_is_meant()
    {
        var (end, gone) = (new EndSync(Id(1), 0, true, false), Account with { Gone = true, Holds = [] });
        Given.Observed(Started).When(end).ThenRefused(RefusalReason.ReportEmpty);
        Given.Observed(Started, new PartReported(Id(1), 1, [gone], [], 0)).When(end with { Parts = 1 }).ThenRefused(RefusalReason.ReportEmpty);
        Given.Observed(Started).When(end with { Empty = true }).Then(new SyncEnded(Id(1), SyncOutcome.Complete, 0, 0, 0));
        Given.Observed(Started with { Kind = SyncKind.Delta }).When(end).Then(new SyncEnded(Id(1), SyncOutcome.Complete, 0, 0, 0));
        Given.Observed(Started).When(end with { Whole = false }).Then(new SyncEnded(Id(1), SyncOutcome.Partial, 0, 0, 0));
    }

    [Fact]
    public void Records_with_a_part_whose_names_it_knows_from_accounts_of_nobody()
    {
        var match = new MatchedLogin(Id(9), new IdentityId("ann"));
        Given.Observed(Started).When(Part(1, 0) with { Matches = [match] })
            .Then(new PartReported(Id(1), 1, [Account], [], 0), new LoginsMatched(Id(1), [match]));
    }

    [Fact]
    public void Takes_more_of_what_is_too_old_only_from_whoever_may_back_date()
    {
        var story = Given.Observed(new SyncStarted(Id(1), SyncKind.Full, Day(98), null)).By(Callers.Plain);
        story.When(Part(1, 0)).ThenRefused(RefusalReason.BackdatingNotPermitted);
        story.When(new EndSync(Id(1), 0, true, false)).ThenRefused(RefusalReason.BackdatingNotPermitted);
        story.By(Callers.Hr).When(Part(1, 0)).Then(new PartReported(Id(1), 1, [Account], [], 0));
    }

    [Fact]
    public void Knows_no_more_ended_syncs_than_its_bound()
    {
        var story = Given.Observed();
        for (var i = 1; i <= ObservedApplication.MaxEnded + 1; i++)
            story.And(new SyncStarted(Id(i), SyncKind.Full, Day(i), null), new SyncEnded(Id(i), SyncOutcome.Complete, 0, 0, 0));
        Assert.Equal(ObservedApplication.MaxEnded, story.State.Ended.Count);
        Assert.DoesNotContain(Id(1), story.State.Ended);
    }

    private static ReportPart Part(int number, int refused) => new(Id(1), number, [Account], [], refused);
}
