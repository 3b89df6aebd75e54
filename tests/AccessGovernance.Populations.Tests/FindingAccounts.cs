using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;
using static AccessGovernance.AccessHistory.Tests.ObservedScript;

namespace AccessGovernance.Populations.Tests;

/// <summary>Accounts of nobody known are reviewed like everybody's: as items of every population whose entitlements they hold.</summary>
public sealed class FindingAccounts
{
    private static readonly ReviewerSetting ByOwner = new(ReviewerRule.EntitlementOwner, null, []);

    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithApplication("other", 0)
        .WithEntitlements("app", "admin", "reader", "role").WithEntitlements("other", "mail").WithIdentities("ada");

    private async Task<FoundPopulation> FindBy(string? condition, params string[] exclusions) => await Find(Review.Of(condition, exclusions));

    private async Task<FoundPopulation> Find(CampaignSettings settings, long validAt = 10)
    {
        using var world = await World.Of(script, new(20));
        return world.Find(settings, validAt);
    }

    [Fact]
    public async Task Each_thing_that_is_defined_and_held_is_an_item_before_those_of_identities()
    {
        script.Report("app", 1, 5, Account(2, null, "reader"), Account(1, null, "reader", "admin", "undefined"), Account(3, "ada", "reader"), Account(4, null));
        script.Report("other", 2, 6, Account(5, null, "mail", "reader"));
        script.Grant("ada", "reader", From(1), 1);
        var found = await FindBy(null);
        Assert.Equal([Row(1, "admin"), Row(1, "reader"), Row(2, "reader"), Row(5, "mail"), "ada reader"], found.Rows());
        Assert.Equal((5, 5, 4), (found.Population.Items, found.Population.Considered, CampaignPreview.Of(Review.Of((string?)null), found).OfAccounts));
        Assert.Equal([1, 2, 3, 4, 5], found.Items.Select(i => i.Number.Value));
        Assert.Equal([(new AppId("app"), 4L), (new AppId("other"), 1L)], found.Population.Counts.Select(c => (c.Application, c.Items)));
        var origin = found.Items[0].Origin;
        Assert.Equal((true, new Instant(5), null, CauseKind.Import, null), (origin.Direct, origin.Since, origin.Until, origin.Cause, origin.Reference));
    }

    [Fact]
    public async Task What_one_thing_contains_in_the_system_is_shown_under_it()
    {
        script.Begin("app", 1, SyncKind.Full, 5);
        script.Part("app", 1, Account(1, null, "role"), Account(2, null, "undefined"));
        script.Nest("app", 1, Nesting("role", "reader"), Nesting("undefined", "reader"));
        script.End("app", 1, SyncOutcome.Complete);
        Assert.Equal([Row(1, "role with reader"), Row(2, "reader (not direct) from undefined")], (await FindBy(null)).Rows());
        Assert.Equal([Row(1, "reader (not direct) from role"), Row(2, "reader (not direct) from undefined")], (await FindBy("entitlement == 'reader'")).Rows());
    }

    [Fact]
    [Trait("Rule", "2")]
    public async Task Only_who_belongs_to_nobody_at_the_instant_as_known_at_the_position_counts()
    {
        script.Report("app", 1, 5, Account(1, null, "reader"));
        var first = script.Position;
        script.Report("app", 2, 8, Account(2, "ada", "reader"));
        Assert.Empty((await FindBy(null)).Items);
        Assert.Empty((await Find(Review.Of((string?)null), validAt: 4)).Items);
        Assert.Equal([Row(1, "reader")], (await Find(Review.Of((string?)null), validAt: 7)).Rows());
        using var world = await World.Of(script, new(20));
        var earlier = new PopulationQuestion(Review.Of((string?)null), new(10), first, null);
        Assert.Equal([Row(1, "reader")], world.Finder.Find(earlier, null, CancellationToken.None).Rows());
    }

    [Fact]
    public async Task What_nobody_can_know_of_them_leaves_them_in_and_the_rest_is_judged()
    {
        script.Record(StreamNames.Of(new EntitlementId("safe")), World.Entitlement("app", null, Risk.Critical), 0);
        script.Report("app", 1, 5, Account(1, null, "reader", "safe"));
        Assert.Equal(2, (await FindBy("department == 'Finance' or cause == 'rule'")).Items.Length);
        Assert.Equal(2, (await FindBy(null, "identity.kind == 'employee'", "granted_from before 2030-01-01")).Items.Length);
        Assert.Equal([Row(1, "safe")], (await FindBy("department == 'Finance' and risk >= 'high'")).Rows());
        Assert.Equal([Row(1, "reader")], (await FindBy(null, "risk >= 'high'")).Rows());
        Assert.Empty((await Find(Review.OfApplications(null, "other"))).Items);
        Assert.Empty((await FindBy("last_used exists")).Items);
    }

    [Fact]
    public async Task Advice_is_that_nobody_owns_it_and_never_to_keep_it()
    {
        var day = (long)TimeSpan.FromDays(1).TotalMilliseconds;
        script.Report("app", 1, 95 * day, Used(1, 1), Used(2, 90 * day), Account(3, null, "reader"));
        var advice = (await Find(Review.Of((string?)null), 100 * day)).Items.Select(i => i.Advice);
        Assert.Equal(
            [
                new(Recommendation.Revoke, [AdviceReason.LongUnused, AdviceReason.Ownerless], 0, 0, new Instant(1)),
                new(Recommendation.None, [AdviceReason.UsedLately, AdviceReason.Ownerless], 0, 0, new Instant(90 * day)),
                new ItemAdvice(Recommendation.None, [AdviceReason.Ownerless], 0, 0, null),
            ], advice);
        Assert.Equal([Row(1, "reader")], (await Find(Review.Of("last_used before 1970-01-02"), 100 * day)).Rows());
    }

    [Fact]
    public async Task Reviewers_are_found_without_a_person_and_never_whoever_it_may_belong_to()
    {
        script.Record(StreamNames.Of(new EntitlementId("owned")), World.Entitlement("app", "P-owner", Risk.Low), 0);
        script.Report("app", 1, 5, Account(1, null, "owned"));
        var settings = Review.Of((string?)null).With(Review.Stage(Review.ByManager, NoResponse.Keep, StageResults.None));
        Assert.Equal(1, (await Find(settings)).Population.WithoutReviewer);
        var byOwner = settings.With(Review.Stage(ByOwner, NoResponse.Keep, StageResults.None));
        var found = await Find(byOwner);
        Assert.Equal([new PersonId("P-owner")], found.Resolutions[found.Items.Single().Reviewers].Reviewers.Select(r => r.Person));
        Assert.Empty(found.Items.Single().Subjects);
        script.OfIdentity("ada", World.Link(1, "P-owner", LinkRole.Person, From(0)), 6);
        script.Begin("app", 2, SyncKind.Delta, 6);
        script.Record(StreamNames.OfObservation(new("app")), new LoginsMatched(Id(2), [new(Id(1), new("ada"))]), 6);
        script.End("app", 2, SyncOutcome.Complete);
        var matched = await Find(byOwner);
        Assert.Equal([new PersonId("P-owner")], matched.Items.Single().Subjects.AsEnumerable());
        Assert.Equal(1, matched.Population.WithoutReviewer);
    }

    [Fact]
    [Trait("Rule", "own-access")]
    public async Task No_exclusion_leaves_out_what_may_belong_to_who_had_a_hand_in_it()
    {
        script.Begin("app", 1, SyncKind.Full, 5);
        script.Part("app", 1, Account(1, null, "reader"), Account(2, null, "reader"));
        script.Record(StreamNames.OfObservation(new("app")), new LoginsMatched(Id(1), [new(Id(2), new("ada"))]), 5);
        script.End("app", 1, SyncOutcome.Complete);
        Assert.Empty((await FindBy(null, "entitlement == 'reader'")).Items);
        script.OfIdentity("ada", World.Link(1, Review.Approver.Value, LinkRole.Person, From(0)), 6);
        var found = await FindBy(null, "entitlement == 'reader'");
        Assert.Equal([Row(2, "reader")], found.Rows());
        Assert.Equal([new ItemNumber(1)], found.OwnKept.AsEnumerable());
    }

    private static string Row(int account, string rest) => $"{UnownedLogin.Of(Id(account))} {rest}";

    private static ObservedAccount Used(int key, long at) => Account(key, null, "reader") with { LastUsed = new Instant(at) };
}
