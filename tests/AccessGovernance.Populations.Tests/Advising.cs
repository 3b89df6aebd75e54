using AccessGovernance.Domain.Identities;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.Populations.Tests;

public sealed class Advising
{
    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "rare", "usual");

    /// <summary>A department of some, of whom each holds what is usual.</summary>
    private void Given(int people, string? title = "Clerk")
    {
        for (var i = 0; i < people; i++)
        {
            script.WithIdentities($"i{i:D2}");
            script.OfIdentity($"i{i:D2}", World.Link(i, $"p{i:D2}", LinkRole.Person, From(0)), 0);
            script.OfIdentity($"i{i:D2}", World.Attributes(0, ("department", "Sales"), ("title", title), ("manager", "boss")), 0);
            script.Grant($"i{i:D2}", "usual", From(1), 1);
        }
    }

    private async Task<ItemAdvice> AdviceOf(string identity, string entitlement)
    {
        using var world = await World.Of(script, new(20));
        return world.Find(Review.Of((string?)null), 10).Items.Single(i => i.Identity.Value == identity && i.Entitlement.Value == entitlement).Advice;
    }

    [Theory]
    [InlineData("Clerk")]
    [InlineData(null)]
    public async Task Peers_share_department_and_title_or_where_one_is_missing_the_manager(string? title)
    {
        Given(12, title);
        script.Grant("i00", "rare", From(1), 1);
        Assert.Equal(new ItemAdvice(Recommendation.Revoke, [AdviceReason.Outlier], 11, 0, null), await AdviceOf("i00", "rare"));
        Assert.Equal(new ItemAdvice(Recommendation.Certify, [AdviceReason.UsualAmongPeers], 11, 11, null), await AdviceOf("i00", "usual"));
    }

    [Fact]
    public async Task Fewer_than_five_peers_are_told_and_no_measure()
    {
        Given(5);
        Assert.Equal(new ItemAdvice(Recommendation.None, [], 4, 4, null), await AdviceOf("i00", "usual"));
    }

    [Fact]
    public async Task Suspended_and_synthetic_identities_are_nobodys_peers()
    {
        Given(9);
        script.OfIdentity("i01", new IdentitySuspended(new(2), null), 2);
        script.OfIdentity("i02", new IdentityMarkedSynthetic(true), 2);
        Assert.Equal((6, 6), (await AdviceOf("i00", "usual")) is var own ? (own.Peers, own.PeersHolding) : default);
        Assert.Equal((7, 7), (await AdviceOf("i01", "usual")) is var other ? (other.Peers, other.PeersHolding) : default);
    }

    [Fact]
    public async Task Access_of_those_who_left_is_to_be_revoked_though_it_is_usual()
    {
        Given(8);
        script.OfIdentity("i03", new IdentityTerminated(new(15), null, null), 2);
        var advice = await AdviceOf("i03", "usual");
        Assert.Equal(new ItemAdvice(Recommendation.Revoke, [AdviceReason.UsualAmongPeers, AdviceReason.HolderLeft], 7, 7, null), advice);
    }

    [Fact]
    public async Task Nobody_is_known_to_own_it_is_said_and_decides_nothing()
    {
        Given(1);
        script.WithIdentities("robot");
        script.Grant("robot", "usual", From(1), 1);
        Assert.Equal(new ItemAdvice(Recommendation.None, [AdviceReason.Ownerless], 0, 0, null), await AdviceOf("robot", "usual"));
    }
}
