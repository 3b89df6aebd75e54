using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "3")]
public sealed class Importing
{
    private static ImportGrant Add(int grant, double day, string source = "k8s") => new(G(grant), Admins, Day(day), source);

    private static ImportGrantEnd Remove(double day, string source = "k8s") => new(Admins, Day(day), source);

    private static ImportConferral AddEdge(int id, double day, string source = "k8s") => new(new(Id(id)), Admins, Ops, Day(day), source);

    private static ImportConferralEnd RemoveEdge(double day, string source = "k8s") => new(Admins, Ops, Day(day), source);

    [Fact]
    public void Opens_and_closes_a_grant_without_any_right_to_back_date()
    {
        var story = Given.Registered().By(Callers.Plain).DoneByImport(Add(1, 10)).DoneByImport(Remove(20));
        Assert.Equal(Days(10, 20), story.State.Grants[Id(1)].Validity);
        story.DoneByImport(Add(2, 30));
        Assert.True(story.State.Grants[Id(2)].IsOpen);
    }

    [Fact]
    [Trait("Rule", "7")]
    public void Names_the_source_as_the_cause() =>
        Given.Registered().When(Add(1, 10)).Then(new AccessGranted(G(1), Admins, From(10), new Cause(CauseKind.Import, "k8s"), null));

    [Fact]
    [Trait("Rule", "12")]
    public void Repeats_no_row() => Given.Registered().DoneByImport(Add(1, 10)).DoneByImport(Remove(20)).When(Add(1, 10)).ThenNothing();

    [Fact]
    [Trait("Rule", "7")]
    public void Closing_at_or_before_the_start_voids()
    {
        var story = Given.Registered().DoneByImport(Add(1, 10)).DoneByImport(Remove(10));
        Assert.True(story.State.Grants[Id(1)].Void);
        story.When(Remove(20)).ThenRefused(RefusalReason.FactNotOpen);
    }

    [Fact]
    public void Opening_what_is_open_is_refused() =>
        Given.Registered().DoneByImport(Add(1, 10)).When(Add(2, 20)).ThenRefused(RefusalReason.FactAlreadyOpen);

    [Fact]
    public void Closing_what_is_not_open_is_refused() => Given.Registered().When(Remove(20)).ThenRefused(RefusalReason.FactNotOpen);

    [Fact]
    public void Leaves_the_facts_of_other_sources_and_of_live_grants_alone()
    {
        var story = Given.Registered(Granted(1, From(50))).DoneByImport(Add(2, 10, "ldap"));
        story.When(Remove(60)).ThenRefused(RefusalReason.FactNotOpen);
        story.When(Add(3, 20)).Then(new AccessGranted(G(3), Admins, From(20), new Cause(CauseKind.Import, "k8s"), null));
    }

    [Fact]
    public void Touches_no_grant_that_has_a_live_fact()
    {
        var story = Given.Registered().DoneByImport(Add(1, 10)).Done(Correct(1, From(12)));
        Assert.Null(story.State.Grants[Id(1)].Source);
        story.When(Remove(60)).ThenRefused(RefusalReason.FactNotOpen);
    }

    [Fact]
    [Trait("Rule", "6")]
    public void Beyond_a_termination_is_refused() =>
        Given.Registered(Terminated(50)).When(Add(1, 60)).ThenRefused(RefusalReason.IdentityTerminated);

    [Fact]
    [Trait("Rule", "9")]
    public void Opens_and_closes_an_edge()
    {
        var story = Given.Graph().DoneByImport(AddEdge(1, 10));
        story.When(AddEdge(2, 15)).ThenRefused(RefusalReason.FactAlreadyOpen);
        story.DoneByImport(RemoveEdge(20));
        Assert.Equal(Days(10, 20), story.State.Conferrals[Id(1)].Validity);
        story.When(RemoveEdge(30)).ThenRefused(RefusalReason.FactNotOpen);
        story.When(AddEdge(1, 10)).ThenNothing();
    }

    [Fact]
    [Trait("Rule", "9")]
    public void Refuses_circles() =>
        Given.Graph(new ConferralAdded(new(Id(9)), Ops, Admins, From(5), null, null)).When(AddEdge(1, 10))
            .ThenRefused(RefusalReason.ConferralCycle);

    [Fact]
    [Trait("Rule", "9")]
    public void Touches_no_edge_that_has_a_live_fact()
    {
        var story = Given.Graph().DoneByImport(AddEdge(1, 10)).Done(new StopConferring(new(Id(1)), Day(150), null));
        story.When(RemoveEdge(120)).ThenRefused(RefusalReason.FactNotOpen);
    }

    [Fact]
    public void Keeps_how_far_the_source_has_come()
    {
        var source = new ImportSource();
        DomainEvent[] recorded =
            [new ImportStarted(Id(1), TheDirectory, "ab"),
                new ImportProgressed(Id(1), 7, Day(9), 5, 1, 1), new ImportProgressed(Id(1), 9, Day(8), 2, 0, 0)];
        foreach (var what in recorded)
            source.Fold(what, new RecordedAs(1, null, Guid.Empty, false));
        Assert.Equal(9, source.Progress[Id(1)].LastRow);
        Assert.Equal(Day(9), source.LastRecordedAt);
    }
}
