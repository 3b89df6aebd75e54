using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Snapshots;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

public sealed class TakingSnapshots
{
    [Fact]
    public void Is_recorded_once_with_everything_that_its_rows_follow_from()
    {
        var story = Given.Snapshots().When(new TakeSnapshot(Taken(1)));
        story.Then(Taken(1));
        // Taken again, the history has moved on: the snapshot has not.
        story.Done(new TakeSnapshot(Taken(1))).When(new TakeSnapshot(Taken(1) with { Rows = 99 })).ThenNothing();
        Assert.Equal(7, story.State.Snapshots[Id(1)].Taken.Rows);
    }

    [Fact]
    public void Keeps_the_order_in_which_they_were_recorded()
    {
        var state = Given.Snapshots(Taken(3), Taken(1), Taken(2)).State;
        Assert.Equal([Id(3), Id(1), Id(2)], state.Order);
        Assert.Equal(3, state.Snapshots[Id(2)].Position);
    }

    [Fact]
    public void Is_refused_once_there_are_as_many_as_a_history_can_have()
    {
        var full = new SnapshotRegistry { Order = [.. Enumerable.Repeat(Id(9), SnapshotRegistry.MaxSnapshots)] };
        Assert.Equal(RefusalReason.SnapshotLimitReached, full.Decide(new TakeSnapshot(Taken(1))).Refusal?.Reason);
    }

    public static SnapshotTaken Taken(int number) => new(new SnapshotId(Id(number)), "year end", new SnapshotDefinition(Day(9), 17, Day(8), 20, true,
        new SnapshotFilter([TheDirectory], [Admins, Ops], [EntitlementKind.Role], [new("a")], [TheDirectory], Day(10)), 1), 7, new string('0', 64));
}
