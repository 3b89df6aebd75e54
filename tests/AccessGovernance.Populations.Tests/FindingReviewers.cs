using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.Populations.Tests;

public sealed class FindingReviewers
{
    private static readonly PersonId Ada = new("P-ada"), Bob = new("P-bob"), Cyd = new("P-cyd"), Boss = new("P-boss");

    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "reader", "group");
    private int links;

    /// <summary>An identity with its own person.</summary>
    private void Given(string identity, PersonId person, string? manager = null, LinkRole role = LinkRole.Person)
    {
        script.WithIdentities(identity);
        script.OfIdentity(identity, World.Link(++links, person.Value, role, From(0)), 0);
        script.OfIdentity(identity, World.Attributes(0, ("manager", manager), ("department", "Audit")), 0);
    }

    private async Task<ReviewerSources> Sources(params ReviewerRule[] rules)
    {
        using var world = await World.Of(script, new(20));
        return world.Sources(new ReviewerSetting(ReviewerRule.LineManager, null, [.. rules]));
    }

    [Fact]
    public async Task Managers_are_named_by_identity_or_by_person()
    {
        Given("ada", Ada, "boss");
        Given("bob", Bob, "P-boss");
        Given("cyd", Cyd, "nobody-knows");
        Given("boss", Boss, "boss");
        var managers = (await Sources()).LineManagers;
        Assert.Equal([(Ada, Boss), (Bob, Boss)], managers.OrderBy(m => m.Key.Value).Select(m => (m.Key, m.Value)));
    }

    [Fact]
    public async Task Identities_that_are_alive_say_first_who_the_manager_is()
    {
        Given("ada-1", Ada, "P-bob");
        Given("ada-2", Ada, "P-boss");
        Given("bob", Bob);
        Given("boss", Boss);
        script.OfIdentity("ada-1", new IdentityTerminated(new(5), null, null), 1);
        Assert.Equal(Boss, (await Sources()).LineManagers[Ada]);
        script.OfIdentity("ada-2", new IdentityTerminated(new(5), null, null), 1);
        Assert.Equal(Bob, (await Sources()).LineManagers[Ada]);
    }

    [Fact]
    public async Task Members_of_a_group_hold_it_now_and_owning_a_member_is_not_being_one()
    {
        Given("ada", Ada);
        Given("bob", Bob);
        Given("robot", Cyd, role: LinkRole.Owner);
        script.Confer("reader", "group", From(0), 0);
        script.Grant("ada", "reader", From(1), 1);
        script.Grant("bob", "group", Span(1, 20), 1);
        script.Grant("robot", "group", From(1), 1);
        var group = new EntitlementId("group");
        Assert.Equal([Ada], (await Sources(ReviewerRule.MembersOf(group))).Groups[group].AsEnumerable());
        var unknown = new EntitlementId("no-such-group");
        Assert.Empty((await Sources(ReviewerRule.MembersOf(unknown))).Groups[unknown]);
    }

    [Fact]
    public async Task Described_persons_are_found_and_the_forgotten_are_not_described()
    {
        Given("ada", Ada);
        Given("bob", Bob);
        script.OfIdentity("bob", new IdentityForgotten(Ada, Cyd), 2);
        var (audit, noAudit) = (new ConditionText("department == 'Audit'"), new ConditionText("not department == 'Audit'"));
        var described = (await Sources(ReviewerRule.Described(audit), ReviewerRule.Described(noAudit))).Described;
        Assert.Equal([Ada], described[audit].AsEnumerable());
        Assert.Empty(described[noAudit]);
    }

    [Fact]
    public async Task Gone_is_who_has_no_identity_left()
    {
        Given("ada-1", Ada);
        Given("ada-2", Ada);
        Given("bob", Bob);
        Given("cyd", Cyd);
        script.OfIdentity("ada-1", new IdentityTerminated(new(5), null, null), 1);
        script.OfIdentity("bob", new IdentityTerminated(new(5), null, null), 1);
        script.OfIdentity("cyd", new IdentityForgotten(Ada, Bob), 1);
        Assert.Equal([Bob, Cyd], (await Sources()).Gone.OrderBy(p => p.Value));
        script.OfIdentity("bob", new IdentityReinstated(new(7), null), 2);
        Assert.Equal([Cyd], (await Sources()).Gone);
    }

    [Fact]
    public async Task Owners_are_those_of_the_directory()
    {
        script.Record(StreamNames.Of(new AppId("owned")), new ApplicationDefined("", Bob, new(0)), 0);
        script.Record(StreamNames.Of(new EntitlementId("safe")), World.Entitlement("owned", "P-ada", Risk.High), 0);
        var sources = await Sources();
        Assert.Equal([(new EntitlementId("safe"), Ada)], sources.EntitlementOwners.Select(o => (o.Key, o.Value)));
        Assert.Equal([(new AppId("owned"), Bob)], sources.ApplicationOwners.Select(o => (o.Key, o.Value)));
    }

    [Fact]
    public async Task Each_item_names_the_resolution_of_its_reviewers_with_every_step()
    {
        Given("ada", Ada, "boss");
        Given("boss", Boss);
        script.Record(StreamNames.Of(new EntitlementId("safe")), World.Entitlement("app", "P-cyd", Risk.High), 0);
        foreach (var (identity, entitlement) in new[] { ("ada", "reader"), ("ada", "safe"), ("boss", "safe"), ("boss", "reader") })
            script.Grant(identity, entitlement, From(1), 1);
        using var world = await World.Of(script, new(20));
        var reviewers = new ReviewerSetting(ReviewerRule.LineManager, ReviewerRule.EntitlementOwner, []);
        var found = world.Find(Review.Of((string?)null).With(Review.Stage(reviewers, NoResponse.Keep, StageResults.None)), 10);
        const ReviewerKinds fallback = ReviewerKinds.EntitlementOwner | ReviewerKinds.Fallback;
        Assert.Equal([0, 0, 1, 2], found.Items.Select(i => i.Reviewers));
        Assert.Equal(
            [
                new([new(Boss, ReviewerKinds.LineManager)], [new(ReviewerKinds.LineManager, Boss, ResolutionResult.Found)]),
                new([], [new(ReviewerKinds.LineManager, null, ResolutionResult.Nobody), new(fallback, null, ResolutionResult.Nobody)]),
                new([new(Cyd, fallback)], [new(ReviewerKinds.LineManager, null, ResolutionResult.Nobody), new(fallback, Cyd, ResolutionResult.Found)]),
            ], found.Resolutions.AsEnumerable());
        Assert.Equal(1, found.Population.WithoutReviewer);
    }
}
