using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class CoverageAndPersons
{
    private readonly HistoryScript script = new HistoryScript()
        .WithApplication("old", 10).WithApplication("new", 20).WithEntitlements("old", "e", "f").WithIdentities("i", "bot");

    [Fact, Trait("Rule", "5")]
    public void Before_an_application_is_governed_the_answer_is_not_known()
    {
        Assert.Equal([new Coverage(new("old"), new(10), false)], Who(At(9)).Basis.Coverage);
        Assert.Equal([new Coverage(new("old"), new(10), true)], Who(At(10)).Basis.Coverage);
        Assert.False(Who(Span(9, 30)).Basis.Coverage[0].Covered);
    }

    [Fact, Trait("Rule", "5")]
    public void Goes_by_the_application_that_the_entitlement_had_then()
    {
        script.Record(StreamNames.Of(new EntitlementId("e")), new EntitlementMoved(new("new"), new(15), null), 1);

        Assert.Equal(new AppId("old"), Who(At(14)).Basis.Coverage[0].Application);
        Assert.Equal(new Coverage(new("new"), new(20), false), Who(At(15)).Basis.Coverage[0]);
        Assert.Equal(new AppId("new"), script.Reader.ApplicationOf(new("e"), new(99), script.Reader.Latest));
    }

    [Fact, Trait("Rule", "5")]
    public void Covers_what_confers_the_entitlement_too()
    {
        script.WithEntitlements("new", "team").Confer("team", "e", From(0), 1);

        Assert.Equal([true, false], Who(At(12)).Basis.Coverage.Select(c => c.Covered));
    }

    [Fact, Trait("Rule", "5")]
    public void Goes_by_what_was_known_of_the_application()
    {
        var before = script.Reader.Read(Knowledge.AtPosition(script.Position));
        script.Record(StreamNames.Of(new AppId("old")), new ApplicationChanged("old", null, new(5)), 1);

        Assert.True(Who(At(9)).Basis.Coverage[0].Covered);
        Assert.False(script.Reader.WhoHadAccess(new("e"), At(9), before, Page.All)!.Basis.Coverage[0].Covered);
    }

    [Fact, Trait("Rule", "8")]
    public void Persons_hold_what_their_identities_held_while_linked()
    {
        Link("i", "p", LinkRole.Person, Span(0, 5));
        Link("bot", "p", LinkRole.Owner, From(3));
        script.Grant("i", "e", From(4), 1);
        script.Grant("bot", "f", Span(0, 3), 1);

        var row = Assert.Single(script.Reader.WhatDidTheyHold(new PersonId("p"), From(0), script.Reader.Latest, Page.All)!.Rows);
        Assert.Equal((new IdentityId("i"), new EntitlementId("e")), (row.Identity, row.Entitlement));
        Assert.Equal([Span(4, 5)], row.Spans);
        Assert.Equal([new LinkedPerson(new("p"), LinkRole.Person)], row.Persons);
        Assert.Null(script.Reader.WhatDidTheyHold(new PersonId("q"), From(0), script.Reader.Latest, Page.All));
    }

    [Fact]
    public void Own_access_is_found_over_persons_from_now_on()
    {
        Link("bot", "p", LinkRole.Owner, From(3));
        script.Grant("bot", "f", Span(0, 30), 1);
        script.Confer("f", "e", From(20), 1);
        var reading = script.Reader.Latest;

        Assert.True(script.Reader.AnyHolds([new PersonId("p")], new("e"), new(25), reading));
        Assert.False(script.Reader.AnyHolds([new PersonId("p")], new("e"), new(30), reading));
        Assert.Equal([new IdentityId("bot")], script.Reader.IdentitiesOf(new("p"), new(1), reading));
    }

    [Fact, Trait("Rule", "6")]
    public void A_retired_entitlement_keeps_its_holders()
    {
        script.Grant("i", "e", From(0), 1);
        script.Record(StreamNames.Of(new EntitlementId("e")), new EntitlementRetired(new(5), null), 2);

        Assert.Single(Who(At(12)).Rows);
    }

    private void Link(string identity, string person, LinkRole role, Period validity) =>
        script.OfIdentity(identity, new IdentityLinked(new(script.NextGuid()), new(person), role, validity, null), 1);

    private HoldingsAnswer Who(Period during) => script.Reader.WhoHadAccess(new("e"), during, script.Reader.Latest, Page.All)!;
}
