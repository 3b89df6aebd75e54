using AccessGovernance.Domain;
using CsCheck;

namespace AccessGovernance.Populations.Tests;

/// <summary>Populations of random organisations equal those of a model that walks every path at every instant.</summary>
public sealed class AgainstANaiveModel
{
    private static readonly Gen<NaiveScope> Scopes = Gen.Select(
        Gen.Int[0, NaiveCondition.All.Length], Gen.Int[0, NaiveCondition.All.Length - 1].Array[0, 2], Gen.Int[0, 2], Gen.Int[0, 3],
        (condition, exclusions, application, entitlement) => new NaiveScope(
            NaiveCondition.All.ElementAtOrDefault(condition), [.. exclusions.Select(e => NaiveCondition.All[e])],
            application < 2 ? $"a{application}" : null, entitlement switch { 0 => "e1", 1 => "e4", _ => null }));

    private static readonly ReviewerSetting[] Rules =
    [
        new(ReviewerRule.LineManager, ReviewerRule.EntitlementOwner, []),
        new(ReviewerRule.EntitlementOwner, ReviewerRule.LineManager, []),
        new(ReviewerRule.Named(new PersonId("p0")), null, [ReviewerRule.EntitlementOwner, ReviewerRule.MembersOf(new("e3"))]),
        new(ReviewerRule.Described(new("department == 'x'")), ReviewerRule.Named(new PersonId("p2")), []),
        new(ReviewerRule.LineManager, null, [ReviewerRule.EntitlementOwner]),
    ];

    [Fact]
    public void Items_are_the_same_with_origin_what_they_imply_and_peers() =>
        Gen.Select(RandomOrganisation.Gen, Scopes, Gen.Int[0, 12], Gen.Int[0, 60]).Sample((organisation, scope, at, later) =>
        {
            using var world = World.Of(organisation.Script, RandomOrganisation.Now).GetAwaiter().GetResult();
            var position = Math.Max(organisation.Script.Position - later, 16);
            var found = world.Finder.Find(new PopulationQuestion(scope.Settings, new(at), position, null), null, CancellationToken.None);
            var naive = new NaivePopulation(organisation, position, new(at), scope);
            Assert.Equal(naive.Rows(), found.Items.Select(NaivePopulation.RowOf));
            Assert.Equal((found.Items.Length, naive.Considered), (found.Population.Items, found.Population.Considered));
        }, iter: 1_000);

    [Fact]
    public void Reviewers_are_those_that_the_rules_find_item_by_item() =>
        Gen.Select(RandomOrganisation.Gen, Gen.Int[0, Rules.Length - 1]).Sample((organisation, rule) =>
        {
            var reviewers = Rules[rule];
            using var world = World.Of(organisation.Script, RandomOrganisation.Now).GetAwaiter().GetResult();
            var settings = Review.Of((string?)null).With(Review.Stage(reviewers, NoResponse.Keep, StageResults.None));
            var found = world.Find(settings, 8);
            var sources = world.Sources(reviewers);
            foreach (var item in found.Items)
            {
                var facts = new ItemFacts(item.Identity, item.Entitlement, item.Application, item.Subjects, Involved.Nobody, item.Advice.Recommendation);
                Assert.Equal(ReviewerResolution.Resolve(reviewers, facts, Involvements.None, sources), found.Resolutions[item.Reviewers]);
            }
            Assert.Equal(found.Resolutions.Distinct(), found.Resolutions);
            Assert.Equal(found.Items.Count(i => found.Resolutions[i.Reviewers].Reviewers.IsEmpty), found.Population.WithoutReviewer);
        }, iter: 300);
}
