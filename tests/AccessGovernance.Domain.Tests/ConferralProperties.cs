using AccessGovernance.Domain.Conferrals;
using CsCheck;

namespace AccessGovernance.Domain.Tests;

/// <summary>The graph against a search that looks at every instant by itself.</summary>
[Trait("Rule", "9")]
public sealed class ConferralProperties
{
    private const int Instants = 8;
    private static readonly DecisionContext Context = new(new Instant(0), Callers.Hr);

    private static readonly Gen<Period> Validity =
        Gen.Select(Gen.Int[0, Instants - 1], Gen.Int[1, Instants], (from, length) =>
            new Period(new Instant(from), new Instant(from + length)));

    [Fact]
    public void Refuses_exactly_the_circles_of_some_instant() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Validity, Gen.Int[0, 9]).List[1, 25].Sample(steps =>
        {
            var graph = new ConferralGraph();
            foreach (var (step, index) in steps.Select((s, i) => (s, i)))
            {
                var (from, to, validity, stop) = step;
                var circle = Enumerable.Range(0, Instants * 2).Any(t => validity.Contains(new Instant(t)) && Reaches(graph, to, from, t));
                Assert.Equal(circle ? RefusalReason.ConferralCycle : null, Try(graph, Edge(index, from, to, validity)));
                Try(graph, new StopConferring(new ConferralId(Words.Id(stop)), validity.From, "why"));
            }
        }, iter: 500);

    [Fact]
    public void Refuses_exactly_the_depths_of_some_instant() =>
        Gen.Select(Gen.Int[0, 29], Gen.Int[1, 2], Validity).List[60, 120].Sample(steps =>
        {
            var graph = new ConferralGraph();
            foreach (var (step, index) in steps.Select((s, i) => (s, i)))
            {
                var (from, stride, validity) = step;
                var deepest = Enumerable.Range(0, Instants * 2).Where(t => validity.Contains(new Instant(t)))
                    .Max(t => Longest(graph, from, t, -1) + 1 + Longest(graph, from + stride, t, 1));
                var expected = deepest > ConferralGraph.MaxDepth ? RefusalReason.ConferralTooDeep : (RefusalReason?)null;
                Assert.Equal(expected, Try(graph, Edge(index, from, from + stride, validity)));
            }
        }, iter: 30);

    private static Confer Edge(int id, int from, int to, Period validity) =>
        new(new ConferralId(Words.Id(id)), Node(from), Node(to), validity, "why");

    private static EntitlementId Node(int number) => new($"{number:D3}");

    private static RefusalReason? Try(ConferralGraph graph, ConferralCommand command)
    {
        var decision = graph.Decide(command, Context);
        foreach (var what in decision.Events)
            graph.Fold(what, new RecordedAs(graph.NextRevision, null, Guid.Empty, false));
        return decision.Refusal?.Reason is RefusalReason.ConferralUnknown ? null : decision.Refusal?.Reason;
    }

    private static IEnumerable<(int From, int To)> EdgesAt(ConferralGraph graph, int instant) =>
        from edge in graph.Conferrals.Values
        where !edge.Void && edge.Validity.Contains(new Instant(instant))
        select (int.Parse(edge.From.Value), int.Parse(edge.To.Value));

    private static bool Reaches(ConferralGraph graph, int from, int to, int instant)
    {
        var reached = new HashSet<int> { from };
        var edges = EdgesAt(graph, instant).ToList();
        var grown = true;
        while (grown)
            grown = edges.FindAll(e => reached.Contains(e.From) && reached.Add(e.To)).Count > 0;
        return reached.Contains(to);
    }

    /// <summary>The longest path down (1) or up (-1) from a node; nodes are numbered so that every edge goes up in number.</summary>
    private static int Longest(ConferralGraph graph, int node, int instant, int direction)
    {
        var longest = new Dictionary<int, int>();
        var edges = EdgesAt(graph, instant).Select(e => direction > 0 ? e : (From: e.To, To: e.From));
        foreach (var (from, to) in edges.OrderByDescending(e => e.From * direction))
            longest[from] = Math.Max(longest.GetValueOrDefault(from), 1 + longest.GetValueOrDefault(to));
        return longest.GetValueOrDefault(node);
    }
}
