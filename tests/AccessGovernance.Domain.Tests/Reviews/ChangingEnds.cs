using AccessGovernance.Domain.Reviews.Campaigns;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>What a decided end of validity does to the grants that give the access. The decision is of day 100, which is today.</summary>
public sealed class ChangingEnds
{
    private static readonly Instant Decided = Times.Today;

    [Fact]
    public void Cuts_what_reaches_beyond_and_withdraws_what_begins_later()
    {
        var (open, ending, later) = (Grant(1, 50, 999), Grant(2, 60, 120), Grant(3, 200, 999));
        var change = NewEnd.Of([open, ending, later], Times.Day(150), Decided, Times.Today);
        Assert.Equal((Times.Day(150), null), (change.End, change.Prolonged));
        Assert.Equal(new[] { open, later }, change.Ended);
    }

    [Fact]
    public void Prolongs_one_grant_and_that_only_where_none_reaches_the_end()
    {
        var (shorter, longer) = (Grant(1, 50, 110), Grant(2, 60, 120));
        var change = NewEnd.Of([shorter, longer], Times.Day(150), Decided, Times.Today);
        Assert.Equal((longer, 0), (change.Prolonged, change.Ended.Length));
        Assert.Null(NewEnd.Of([shorter, longer, Grant(3, 60, 150)], Times.Day(150), Decided, Times.Today).Prolonged);
    }

    [Fact]
    public void Never_prolongs_what_was_taken_in_an_emergency()
    {
        var emergency = Grant(1, 99, 101) with { Cause = CauseKind.BreakGlass };
        Assert.Null(NewEnd.Of([emergency], Times.Day(150), Decided, Times.Today).Prolonged);
        Assert.Equal(new[] { emergency }, NewEnd.Of([emergency], Times.Day(100.5), Decided, Times.Today).Ended);
    }

    [Fact]
    public void Leaves_what_was_granted_or_changed_after_the_decision()
    {
        var newer = Grant(1, 101, 999) with { RecordedTime = Times.Day(101) };
        var change = NewEnd.Of([newer, Grant(2, 50, 140)], Times.Day(150), Decided, Times.Day(102));
        Assert.Equal((null, 0), (change.Prolonged, change.Ended.Length));
    }

    [Fact]
    public void Takes_effect_now_where_the_end_is_over_by_then()
    {
        var open = Grant(1, 50, 999);
        var change = NewEnd.Of([open], Times.Day(150), Decided, Times.Day(160));
        Assert.Equal((Times.Day(160), open), (change.End, Assert.Single(change.Ended)));
        Assert.Empty(NewEnd.Of([], Times.Day(150), Decided, Times.Day(160)).Ended);
    }

    private static FoundGrant Grant(int number, double from, double until) =>
        new(G(number), Admins, new(Times.Day(from), Times.Day(until)), CauseKind.DirectAssignment, Times.Day(40));
}
