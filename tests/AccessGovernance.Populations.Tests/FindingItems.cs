using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.Populations.Tests;

public sealed class FindingItems
{
    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithApplication("other", 0)
        .WithEntitlements("app", "admin", "reader", "role", "wider").WithEntitlements("other", "mail").WithIdentities("ada", "bob", "cyd");

    private async Task<FoundPopulation> Find(CampaignSettings settings, long validAt = 10)
    {
        using var world = await World.Of(script, new(20));
        return world.Find(settings, validAt);
    }

    [Fact]
    public async Task Items_are_in_canonical_order_with_numbers_from_1_on()
    {
        script.Grant("bob", "reader", From(1), 1);
        script.Grant("ada", "reader", From(1), 1);
        script.Grant("ada", "mail", From(1), 1);
        var found = await Find(Review.Of((string?)null));
        Assert.Equal(["ada mail", "ada reader", "bob reader"], found.Rows());
        Assert.Equal([1, 2, 3], found.Items.Select(i => i.Number.Value));
        Assert.Equal((3, 3), (found.Population.Items, found.Population.Considered));
        Assert.Equal([(new AppId("app"), 2L), (new AppId("other"), 1L)], found.Population.Counts.Select(c => (c.Application, c.Items)));
    }

    [Fact]
    public async Task What_follows_from_an_item_is_shown_under_it_and_reviewed_once()
    {
        script.Confer("role", "reader", From(0), 0);
        script.Confer("reader", "wider", From(0), 0);
        script.Grant("ada", "role", From(1), 1);
        var found = await Find(Review.Of((string?)null));
        Assert.Equal(["ada role with reader,wider"], found.Rows());
        Assert.Equal((1, 1), (found.Population.Items, found.Population.Considered));
    }

    [Fact]
    public async Task What_follows_from_something_that_is_no_item_is_an_item()
    {
        script.Confer("role", "reader", From(0), 0);
        script.Confer("mail", "reader", From(0), 0);
        script.Grant("ada", "role", From(1), 1);
        script.Grant("ada", "mail", From(1), 1);
        var found = await Find(Review.OfApplications(null, "app"));
        Assert.Equal(["ada reader (not direct) from mail,role", "ada role"], found.Rows());
    }

    [Fact]
    public async Task What_is_held_directly_too_is_an_item_that_names_the_role()
    {
        script.Confer("role", "reader", From(0), 0);
        script.Grant("ada", "role", From(3), 1);
        script.Grant("ada", "reader", From(1), 1);
        Assert.Equal(["ada reader from role", "ada role"], (await Find(Review.Of((string?)null))).Rows());
    }

    [Fact]
    public async Task Excluded_access_is_neither_an_item_nor_shown_under_one()
    {
        script.Confer("role", "reader", From(0), 0);
        script.Confer("role", "wider", From(0), 0);
        script.Grant("ada", "role", From(1), 1);
        var found = await Find(Review.Of((string?)null, "entitlement == 'wider'"));
        Assert.Equal(["ada role with reader"], found.Rows());
        Assert.Equal((1, 2), (found.Population.Items, found.Population.Considered));
    }

    [Fact]
    public async Task Suspended_holders_are_in_terminated_and_synthetic_ones_are_not()
    {
        foreach (var identity in new[] { "ada", "bob", "cyd" })
            script.Grant(identity, "reader", From(1), 1);
        script.OfIdentity("ada", new IdentitySuspended(new(5), null), 2);
        script.OfIdentity("bob", new IdentityTerminated(new(5), null, null), 2);
        script.OfIdentity("cyd", new IdentityMarkedSynthetic(true), 2);
        Assert.Equal(["ada reader"], (await Find(Review.Of((string?)null))).Rows());
        Assert.Equal(["ada reader", "bob reader"], (await Find(Review.Of((string?)null), validAt: 4)).Rows());
    }

    [Fact]
    public async Task Conditions_ask_of_identity_entitlement_application_and_grant_together()
    {
        script.Record(StreamNames.Of(new EntitlementId("safe")), World.Entitlement("app", null, Risk.Critical), 0);
        script.OfIdentity("ada", World.Attributes(2, ("department", "Finance")), 2);
        foreach (var identity in new[] { "ada", "bob" })
        {
            script.Grant(identity, "safe", From(3), 3);
            script.Grant(identity, "reader", From(9), 9);
        }
        const string ask = "department == 'Finance' and (risk >= 'high' or granted_from after 1970-01-01T00:00:00.008Z) and application == 'app'";
        Assert.Equal(["ada reader", "ada safe"], (await Find(Review.Of(ask))).Rows());
        Assert.Equal(["ada safe"], (await Find(Review.Of(ask, "cause == 'direct-assignment' and not risk >= 'high'"))).Rows());
    }

    [Fact]
    [Trait("Rule", "2")]
    public async Task Only_what_was_known_at_the_position_counts()
    {
        script.Grant("ada", "reader", From(1), 1);
        var then = script.Position;
        script.Grant("ada", "admin", From(1), 2);
        using var world = await World.Of(script, new(20));
        var found = world.Finder.Find(new PopulationQuestion(Review.Of((string?)null), new(10), then, null), null, CancellationToken.None);
        Assert.Equal(["ada reader"], found.Rows());
    }

    [Fact]
    [Trait("Rule", "11")]
    public async Task Read_models_that_have_not_come_as_far_are_said_to_be_behind()
    {
        script.Grant("ada", "reader", From(1), 1);
        using var world = await World.Of(script, new(20));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            world.Finder.Find(new PopulationQuestion(Review.Of((string?)null), new(10), script.Position + 1, null), null, CancellationToken.None));
        script.WithIdentities("late");
        Assert.Contains("'late'", Assert.Throws<InvalidOperationException>(() => world.Find(Review.Of((string?)null), 10)).Message, StringComparison.Ordinal);
        script.WithEntitlements("app", "new");
        Assert.Throws<InvalidOperationException>(() => world.Find(Review.Of((string?)null), 10));
    }

    [Fact]
    public async Task Progress_counts_every_identity_and_a_cancelled_search_ends()
    {
        script.Grant("ada", "reader", From(1), 1);
        using var world = await World.Of(script, new(20));
        var told = new Counted();
        world.Finder.Find(new PopulationQuestion(Review.Of((string?)null), new(10), script.Position, null), told, CancellationToken.None);
        Assert.Equal(3, told.Sum);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            world.Finder.Find(new PopulationQuestion(Review.Of((string?)null), new(10), script.Position, null), null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Access_has_been_held_since_it_was_without_a_break_and_its_cause_is_of_the_first_grant()
    {
        script.Grant("ada", "reader", Span(0, 2), 1);
        script.Grant("ada", "reader", Span(3, 7), 1);
        script.Confer("role", "reader", Span(7, 12), 1);
        script.OfIdentity("ada", new AccessGranted(
            new(script.NextGuid()), new("role"), From(5), new Cause(CauseKind.BreakGlass, "INC-1"), null), 1);
        script.Grant("ada", "reader", Span(9, 15), 1);
        var origin = (await Find(Review.Of("entitlement == 'reader'"))).Items.Single().Origin;
        Assert.Equal((new Instant(3), new Instant(15)), (origin.Since, origin.Until));
        Assert.Equal((CauseKind.BreakGlass, "INC-1", true), (origin.Cause, origin.Reference, origin.Direct));
    }

    [Fact]
    public async Task Items_of_the_forgotten_stay_where_a_condition_asks_what_nobody_knows_any_more()
    {
        script.Grant("ada", "reader", From(1), 1);
        script.Grant("bob", "reader", From(1), 1);
        script.OfIdentity("ada", World.Attributes(1, ("department", "Sales")), 1);
        script.OfIdentity("ada", new IdentityForgotten(new("p"), new("q")), 2);
        var asked = await Find(Review.Of("department == 'Finance'"));
        Assert.Equal((1, 1, 1), (asked.Items.Length, asked.OfForgotten, asked.NotKnown));
        var excluded = await Find(Review.Of("risk >= 'low'", "department == 'Sales'"));
        Assert.Equal((2, 1, 1), (excluded.Items.Length, excluded.OfForgotten, excluded.NotKnown));
        var decided = await Find(Review.Of("department == 'Finance' and risk >= 'high'"));
        Assert.Equal((0, 0, 0), (decided.Items.Length, decided.OfForgotten, decided.NotKnown));
    }

    [Fact]
    public async Task No_exclusion_leaves_out_the_access_of_who_had_a_hand_in_it()
    {
        foreach (var (identity, person) in new[] { ("ada", "p1"), ("bob", "author"), ("cyd", "other") })
        {
            script.Grant(identity, "reader", From(1), 1);
            script.OfIdentity(identity, World.Link(identity[0], person, LinkRole.Owner, From(1)), 1);
        }
        var settings = Review.Of("risk >= 'low'", "entitlement == 'reader'");
        using var world = await World.Of(script, new(20));
        var question = new PopulationQuestion(settings, new(10), script.Position, null) { StatedBy = [new("author")] };
        var found = world.Finder.Find(question, null, CancellationToken.None);
        Assert.Equal(["ada reader", "bob reader"], found.Rows());
        Assert.Equal([new PersonId("author"), new PersonId("p1")], found.Kept!.Persons.AsEnumerable());
        Assert.Equal((2L, 2L), (found.Kept.Items, CampaignPreview.Of(settings, found).OwnKept));
        var only = PopulationFinder.Only(found, i => i.Identity.Value == "bob");
        Assert.Equal([new ItemNumber(1)], only.OwnKept.AsEnumerable());
        Assert.Null(world.Finder.Find(question with { Settings = Review.Of("risk >= 'low'") }, null, CancellationToken.None).Kept);
    }

    [Fact]
    public async Task Subjects_are_the_persons_and_owners_of_then_and_of_now()
    {
        script.Grant("ada", "reader", From(1), 1);
        script.OfIdentity("ada", World.Link(1, "then", LinkRole.Person, Span(1, 15)), 1);
        script.OfIdentity("ada", World.Link(2, "between", LinkRole.Person, Span(12, 15)), 1);
        script.OfIdentity("ada", World.Link(3, "now", LinkRole.Owner, From(15)), 1);
        Assert.Equal([new PersonId("now"), new PersonId("then")], (await Find(Review.Of((string?)null))).Items.Single().Subjects.AsEnumerable());
    }

    [Fact]
    public async Task The_same_facts_give_the_same_hash_and_others_another()
    {
        script.Grant("ada", "reader", From(1), 1);
        var first = await Find(Review.Of((string?)null));
        var again = await Find(Review.Of((string?)null));
        Assert.Equal((first.Population, first.Items.Single()), (again.Population, again.Items.Single()));
        script.OfIdentity("ada", World.Link(1, "p", LinkRole.Person, From(1)), 2);
        var changed = await Find(Review.Of((string?)null));
        Assert.NotEqual(first.Population.Sha256, changed.Population.Sha256);
        Assert.Matches("^[0-9a-f]{64}$", changed.Population.Sha256);
    }

    private sealed class Counted : IProgress<long>
    {
        public long Sum { get; private set; }

        public void Report(long value) => Sum += value;
    }
}
