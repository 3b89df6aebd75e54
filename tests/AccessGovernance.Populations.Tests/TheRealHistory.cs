using System.Collections.Immutable;
using System.Globalization;
using AccessGovernance.Domain;

namespace AccessGovernance.Populations.Tests;

/// <summary>A review of everybody with admin on any repository, against the rows that the history was made from.</summary>
[Trait("Rule", "3")]
public sealed class TheRealHistory
{
    private static readonly Instant At = RealHistory.Time("2023-06-30T00:00:00Z");

    // Who administers a repository was recorded from July 2023 on, back to 2021: a month before, the source knew of organisations only.
    [RealHistoryFact]
    public async Task Everybody_with_admin_is_found_as_the_source_knew_it_then_and_later()
    {
        var script = RealHistory.Load(RealHistory.Time("2026-11-01T00:00:00Z")).Script;
        using var world = await World.Of(script, RealHistory.Time("2026-11-02T00:00:00Z"));

        Assert.Empty(IsFound(world, ":admin", At));
        Assert.NotEmpty(IsFound(world, ":admins", At));
        Assert.NotEmpty(IsFound(world, ":admin", RealHistory.Time("2023-12-31T00:00:00Z")));
        Assert.NotEmpty(IsFound(world, ":members", At));
    }

    private static ImmutableArray<FrozenItem> IsFound(World world, string ending, Instant knownAt)
    {
        var settings = Review.Of($"entitlement ends with '{ending}'");
        var question = new PopulationQuestion(settings, At, world.Script.Position, knownAt);
        var found = world.Finder.Find(question, null, CancellationToken.None);
        var expected = Holders(ending, knownAt);
        Assert.Equal(expected, found.Items.SelectMany(i => i.Implied.Prepend(i.Entitlement), (i, e) => (i.Identity.Value, e.Value)).Distinct().Order());
        Assert.Equal(expected.Count == 0, CampaignPreview.Of(settings, found).MatchesNobody);
        Assert.Equal(found.Population, world.Finder.Find(question, null, CancellationToken.None).Population);
        return found.Items;
    }

    // Straight from the rows: every fact is a list of spans, and reaching is walking.
    private static List<(string Person, string Entitlement)> Holders(string ending, Instant knownAt)
    {
        var spans = new Dictionary<(string Relation, string From, string To), List<(Instant From, Instant Until)>>();
        foreach (var row in RealHistory.Rows("kubernetes-org-history.tsv").OrderBy(r => long.Parse(r[0], CultureInfo.InvariantCulture)))
        {
            if (RealHistory.Time(row[1]) > knownAt)
                break;
            var (fact, at) = ((row[4], row[5], row[6]), RealHistory.Time(row[2]));
            if (!spans.TryGetValue(fact, out var list))
                spans[fact] = list = [];
            if (row[3] == "add")
                list.Add((at, Instant.Forever));
            else
                list[^1] = list[^1] with { Until = at };
        }
        var holding = spans.Where(s => s.Value.Exists(p => p.From <= At && At < p.Until)).Select(s => s.Key).ToList();
        var confers = holding.Where(f => f.Relation == "confers").ToLookup(f => f.From, f => f.To);
        var holders = new HashSet<(string, string)>();
        foreach (var (_, person, held) in holding.Where(f => f.Relation == "holds"))
            holders.UnionWith(Reached(held, confers).Where(e => e.EndsWith(ending, StringComparison.Ordinal)).Select(e => (person, e)));
        return [.. holders.Order()];
    }

    private static HashSet<string> Reached(string start, ILookup<string, string> confers)
    {
        var reached = new HashSet<string> { start };
        var pending = new Stack<string>(reached);
        while (pending.TryPop(out var at))
        {
            foreach (var next in confers[at].Where(reached.Add))
                pending.Push(next);
        }
        return reached;
    }
}
