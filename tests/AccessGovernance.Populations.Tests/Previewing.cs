using AccessGovernance.Domain.Identities;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.Populations.Tests;

public sealed class Previewing
{
    private const NoResponse ByAdvice = NoResponse.TakeRecommendation;

    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "reader", "writer");

    /// <summary>Three items of Bob's people and one of Bob, whose manager nobody knows; one identity is about to leave.</summary>
    private async Task<CampaignPreview> Preview(CampaignSettings settings)
    {
        foreach (var (identity, number) in new[] { "ada", "bob", "cyd" }.Select((name, i) => (name, i)))
        {
            script.WithIdentities(identity);
            script.OfIdentity(identity, World.Link(number, "P-" + identity, LinkRole.Person, From(0)), 0);
            script.OfIdentity(identity, World.Attributes(0, ("manager", identity == "bob" ? null : "bob")), 0);
            script.Grant(identity, "reader", From(1), 1);
        }
        script.Grant("ada", "writer", From(1), 1);
        script.OfIdentity("cyd", new IdentityTerminated(new(15), null, null), 2);
        using var world = await World.Of(script, new(20));
        return CampaignPreview.Of(settings, world.Find(settings, 10));
    }

    [Fact]
    public async Task Says_who_has_how_much_to_do_and_what_nobody_would()
    {
        var preview = await Preview(Review.Of((string?)null));
        Assert.Equal([new ReviewerLoad(new("P-bob"), 3)], preview.Reviewers.AsEnumerable());
        Assert.Equal((4, 1, 1), (preview.Population.Items, preview.Population.WithoutReviewer, preview.ReviewerCount));
        Assert.Equal([new UnassignedItem(new(3), new("bob"), new("reader"))], preview.Unassigned.AsEnumerable());
    }

    [Fact]
    public async Task Says_what_silence_would_do_stage_by_stage()
    {
        var preview = await Preview(Review.Of((string?)null).With(
            Review.Stage(Review.ByManager, ByAdvice, StageResults.Undecided),
            Review.Stage(Review.ByManager, NoResponse.Suspend, StageResults.Accepted),
            Review.Stage(Review.ByManager, NoResponse.Revoke, StageResults.None)));
        Assert.Equal(
            [
                new SilentStage(0, ByAdvice, Reached: 4, Kept: 3, Revoked: 1, Suspended: 0, ByRecommendation: 1),
                new SilentStage(1, NoResponse.Suspend, Reached: 4, Kept: 0, Revoked: 0, Suspended: 4, ByRecommendation: 0),
                new SilentStage(2, NoResponse.Revoke, Reached: 0, Kept: 0, Revoked: 0, Suspended: 0, ByRecommendation: 0),
            ], preview.IfNobodyAnswers.AsEnumerable());
    }

    [Theory]
    [InlineData("risk >= 'low'", false, true)]
    [InlineData("entitlement == 'writer'", false, false)]
    [InlineData("risk >= 'critical'", true, false)]
    public async Task Says_whether_the_scope_matches_nobody_or_everybody(string condition, bool nobody, bool everybody)
    {
        var preview = await Preview(Review.Of(condition));
        Assert.Equal((nobody, everybody), (preview.MatchesNobody, preview.MatchesEverybody));
    }

    [Fact]
    public async Task A_condition_that_cannot_be_read_is_named_with_its_place()
    {
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => Preview(Review.Of("risk >= 'low'", "risk >= 'dire'")));
        Assert.StartsWith("exclusions[0].condition: ", wrong.Message, StringComparison.Ordinal);
    }
}
