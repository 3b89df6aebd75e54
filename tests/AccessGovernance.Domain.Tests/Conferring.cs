using AccessGovernance.Domain.Conferrals;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "9")]
public sealed class Conferring
{
    private static EntitlementId E(int number) => new($"e{number}");

    private static ConferralId C(int number) => new(Id(number));

    private static ConferralAdded Edge(int id, int from, int to, Period validity) => new(C(id), E(from), E(to), validity, null, null);

    private static Confer Confer(int id, int from, int to, Period validity) => new(C(id), E(from), E(to), validity, null);

    [Fact]
    public void Records_an_edge_with_its_validity() =>
        Given.Graph().When(Confer(1, 1, 2, From(100))).Then(Edge(1, 1, 2, From(100)));

    [Fact]
    [Trait("Rule", "12")]
    public void Of_the_same_id_is_nothing_to_do_also_after_its_end()
    {
        var story = Given.Graph().Done(Confer(1, 1, 2, From(100)));
        story.When(Confer(1, 1, 2, From(100))).ThenNothing();
        story.OnDay(110).Done(new StopConferring(C(1), Day(110), null)).When(Confer(1, 1, 2, From(110))).ThenNothing();
    }

    [Fact]
    [Trait("Rule", "7")]
    public void Of_one_edge_may_overlap_and_each_ends_by_itself()
    {
        var story = Given.Graph(Edge(1, 1, 2, From(50))).Done(Confer(2, 1, 2, From(100))).Done(new StopConferring(C(1), Day(100), null));
        Assert.Equal(Days(50, 100), story.State.Conferrals[Id(1)].Validity);
        Assert.Equal(From(100), story.State.Conferrals[Id(2)].Validity);
    }

    [Fact]
    public void Itself_is_refused() => Given.Graph().When(Confer(1, 1, 1, From(100))).ThenRefused(RefusalReason.ConferralCycle);

    [Fact]
    public void In_a_circle_is_refused() =>
        Given.Graph(Edge(1, 1, 2, From(50)), Edge(2, 2, 3, From(50))).When(Confer(3, 3, 1, From(100)))
            .ThenRefused(RefusalReason.ConferralCycle);

    [Fact]
    public void In_a_circle_whose_edges_share_no_instant_is_recorded() =>
        Given.Graph(Edge(1, 1, 2, Days(50, 120)), Edge(2, 2, 3, Days(110, 200))).When(Confer(3, 3, 1, From(120)))
            .Then(Edge(3, 3, 1, From(120)));

    [Fact]
    public void In_a_circle_with_a_void_edge_is_recorded() =>
        Given.Graph(Edge(1, 1, 2, From(50)), new ConferralVoided(C(1), null)).When(Confer(2, 2, 1, From(100)))
            .Then(Edge(2, 2, 1, From(100)));

    [Theory]
    [InlineData(24, true)]
    [InlineData(25, false)]
    public void Reaches_at_most_twenty_five_deep(int existing, bool accepted)
    {
        var story = Given.Graph([.. Enumerable.Range(0, existing).Select(i => Edge(i, i, i + 1, From(50)))]);
        story.When(Confer(99, existing, existing + 1, From(100)));
        Assert.Equal(accepted ? null : RefusalReason.ConferralTooDeep, story.Decision.Refusal?.Reason);
    }

    [Fact]
    public void Counts_the_depth_above_and_below_the_new_edge() =>
        Given.Graph([.. Enumerable.Range(0, 26).Where(i => i != 13).Select(i => Edge(i, i, i + 1, From(50)))])
            .When(Confer(99, 13, 14, From(100))).ThenRefused(RefusalReason.ConferralTooDeep);

    [Fact]
    public void Counts_no_depth_above_that_shares_no_instant_with_the_depth_below()
    {
        var above = Enumerable.Range(0, 20).Select(i => Edge(i, i, i + 1, Days(100, 120)));
        var below = Enumerable.Range(21, 20).Select(i => Edge(i, i, i + 1, Days(120, 140)));
        Given.Graph([.. above, .. below]).When(Confer(99, 20, 21, Days(100, 140))).Then(Edge(99, 20, 21, Days(100, 140)));
    }

    [Fact]
    public void Through_many_diamonds_takes_no_longer_than_their_edges()
    {
        var edges = from layer in Enumerable.Range(0, 24)
                    from a in Enumerable.Range(0, 6)
                    from b in Enumerable.Range(0, 6)
                    select Edge((layer * 36) + (a * 6) + b, (layer * 6) + a, ((layer + 1) * 6) + b, From(50));
        var shortcuts = Enumerable.Range(0, 23).Select(i => Edge(10_000 + i, i * 6, (i + 2) * 6, From(50 + i)));
        Given.Graph([.. edges, .. shortcuts]).When(Confer(99_999, 24 * 6, 0, From(100))).ThenRefused(RefusalReason.ConferralCycle);
    }

    [Fact]
    public void Stops_or_never_held()
    {
        var story = Given.Graph(Edge(1, 1, 2, From(120)));
        story.When(new StopConferring(C(1), Day(120), null)).Then(new ConferralVoided(C(1), null));
        story.When(new StopConferring(C(1), Day(130), null)).Then(new ConferralEnded(C(1), Day(130), null));
        story.When(new StopConferring(C(2), Day(130), null)).ThenRefused(RefusalReason.ConferralUnknown);
    }

    [Fact]
    public void Never_stops_later_than_it_did() =>
        Given.Graph(Edge(1, 1, 2, Days(50, 110))).When(new StopConferring(C(1), Day(120), null)).ThenNothing();

    [Fact]
    [Trait("Rule", "2")]
    public void In_the_past_needs_right_and_reason()
    {
        Given.Graph().By(Callers.Plain).When(Confer(1, 1, 2, From(50)) with { Reason = "why" })
            .ThenRefused(RefusalReason.BackdatingNotPermitted);
        Given.Graph(Edge(1, 1, 2, From(50))).When(new StopConferring(C(1), Day(60), null)).ThenRefused(RefusalReason.ReasonRequired);
    }

    [Fact]
    public void Finds_circles_again_after_its_cached_state_was_loaded()
    {
        var loaded = new ConferralGraph { Conferrals = Given.Graph(Edge(1, 1, 2, From(50))).State.Conferrals };
        var decision = loaded.Decide(Confer(2, 2, 1, From(100)), new DecisionContext(Today, Callers.Hr));
        Assert.Equal(RefusalReason.ConferralCycle, decision.Refusal?.Reason);
    }
}
