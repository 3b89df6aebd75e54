using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using static AccessGovernance.Directory.Tests.Story;

namespace AccessGovernance.Directory.Tests;

public sealed class IdentitiesOverTime : IDisposable
{
    private static readonly IdentityId Ada = new("ada");
    private static readonly LinkId Link = new(Guid.NewGuid());
    private static readonly HoldId Hold = new(Guid.NewGuid());

    private readonly Story story = new();

    public void Dispose() => story.Dispose();

    private IReadOnlyDictionary<string, string> AttributesAt(long time) => story.Directory.Identity(Ada, At(time))!.Attributes;

    private IdentityRecord Record(long time) => story.Directory.Identity(Ada, At(time))!;

    private Task Given(params DomainEvent[] events) => story.Given(Ada, [new IdentityRegistered(IdentityKind.Contractor, true), .. events]);

    private static AttributesChanged Department(string? value, long from) => new(Attributes(("department", value)), At(from), null);

    [Fact]
    public async Task Are_unknown_before_they_are_registered()
    {
        Assert.Null(story.Directory.Identity(Ada, At(0)));
        await Given();
        Assert.Equal((IdentityKind.Contractor, true, false, false), (Record(0).Kind, Record(0).Synthetic, Record(0).Forgotten, Record(0).OnHold));
    }

    [Fact]
    [Trait("Rule", "2")]
    public async Task Have_the_attributes_that_hold_at_the_time_asked_for()
    {
        await Given(Department("Sales", 100), Department("Zażółć", 200));
        Assert.Empty(AttributesAt(99));
        Assert.Equal(["Sales", "Sales", "Zażółć"], new[] { 100, 199, 200 }.Select(t => AttributesAt(t)["department"]));
    }

    [Fact]
    [Trait("Rule", "2")]
    public async Task Have_no_attribute_from_its_removal_on()
    {
        await Given(Department("Sales", 100), new AttributesChanged(Attributes(("department", null), ("title", "Lead")), At(200), null));
        Assert.Equal("Sales", AttributesAt(199)["department"]);
        Assert.Equal(["title"], AttributesAt(200).Keys);
    }

    [Fact]
    [Trait("Rule", "2")]
    public async Task Back_dated_value_holds_until_the_next_and_the_later_record_wins_at_the_same_time()
    {
        await Given(Department("Sales", 200), Department("Legal", 100), Department("Law", 100), Department(null, 150));
        Assert.Equal("Law", AttributesAt(120)["department"]);
        Assert.Empty(AttributesAt(160));
        Assert.Equal("Sales", AttributesAt(200)["department"]);
    }

    [Fact]
    public async Task Have_links_with_the_end_that_was_recorded()
    {
        var person = new PersonId("P-1");
        await Given(new IdentityLinked(Link, person, LinkRole.Owner, Period.Since(At(10)), null));
        await story.Given(Ada, new IdentityLinkEnded(Link, At(50), null));
        var expected = new PersonLink(person, LinkRole.Owner, new(At(10), At(50)));
        Assert.Equal(KeyValuePair.Create(Link.Value, expected), Assert.Single(Record(0).Links));
    }

    [Fact]
    public async Task Are_on_hold_until_the_last_hold_is_lifted()
    {
        await Given(new LegalHoldPlaced(Hold, null), new LegalHoldPlaced(new(Guid.Empty), null), new LegalHoldLifted(Hold, null));
        Assert.True(Record(0).OnHold);
        await story.Given(Ada, new LegalHoldLifted(new(Guid.Empty), null));
        Assert.False(Record(0).OnHold);
    }

    [Fact]
    [Trait("Rule", "6")]
    public async Task Have_the_status_of_the_time_asked_for()
    {
        await Given(new IdentitySuspended(At(10), null), new IdentityResumed(At(20), null), new IdentityTerminated(At(30), null, null));
        Assert.Equal([false, true, false], new[] { 9, 10, 20 }.Select(t => Record(t).Suspended));
        Assert.Equal((false, At(30)), (Record(29).Terminated, Record(29).TerminatedAt));
        Assert.True(Record(30).Terminated);
        await story.Given(Ada, new IdentityReinstated(At(40), null));
        Assert.Equal((false, null), (Record(40).Terminated, Record(40).TerminatedAt));
    }

    [Fact]
    [Trait("Rule", "6")]
    public async Task Show_no_termination_that_was_withdrawn()
    {
        await Given(new IdentityTerminated(At(30), null, null), new TerminationWithdrawn(At(30), null));
        Assert.Equal((false, null), (Record(30).Terminated, Record(0).TerminatedAt));
    }

    [Fact]
    public async Task Forgotten_have_no_attributes_and_are_listed_for_the_keys_to_be_destroyed()
    {
        await Given(Department("Sales", 100), new ForgettingRequested([new("P-1"), new("P-2")]));
        Assert.Empty(story.Directory.Forgotten());
        await story.Given(Ada, new IdentityForgotten(new("P-1"), new("P-3")));
        Assert.Empty(AttributesAt(100));
        Assert.True(Record(0).Forgotten);
        Assert.Equal([Ada], story.Directory.Forgotten());
    }

    [Fact]
    public async Task Are_listed_in_the_order_of_their_ids_page_by_page()
    {
        foreach (var id in new[] { "b", "a", "Z", "ż" })
            await story.Given(new IdentityId(id), new IdentityRegistered(IdentityKind.Employee, false));
        string[] first = [.. story.Directory.Identities("", 3, At(0)).Select(i => i.Id.Value)];
        Assert.Equal(["Z", "a", "b"], first);
        Assert.Equal(["ż"], story.Directory.Identities(first[^1], 3, At(0)).Select(i => i.Id.Value));
        Assert.Empty(story.Directory.Identities("ż", 3, At(0)));
    }

    [Fact]
    [Trait("Rule", "own-access")]
    public async Task Persons_of_an_account_of_nobody_are_those_of_whom_it_is_called_like()
    {
        var (account, sync) = (Guid.NewGuid(), Guid.NewGuid());
        var (ann, eve) = (new PersonId("P-ann"), new PersonId("P-eve"));
        await Given(new IdentityLinked(Link, ann, LinkRole.Person, new Period(At(10), At(20)), null),
            new IdentityLinked(new(Guid.NewGuid()), eve, LinkRole.Owner, Period.Since(At(20)), null));
        Assert.Empty(story.Directory.PersonsOf(UnownedLogin.Of(account), At(0)));
        var matched = new LoginsMatched(sync, [new(account, Ada), new(Guid.NewGuid(), new("never registered"))]);
        await story.Given(StreamNames.OfObservation(new("crm")), matched, matched);
        Assert.Equal([ann, eve], story.Directory.PersonsOf(UnownedLogin.Of(account), At(0)).Order(Comparer<PersonId>.Create(
            (a, b) => string.CompareOrdinal(a.Value, b.Value))));
        Assert.Equal([eve], story.Directory.PersonsOf(UnownedLogin.Of(account), At(20)).AsEnumerable());
        Assert.Equal(Ada, story.Directory.CalledLike(account, At(0)).Single().Id);
        Assert.Empty(story.Directory.PersonsOf(UnownedLogin.Of(matched.Matches[1].Account), At(0)));
    }
}
