namespace AccessGovernance.Server.Tests;

/// <summary>Edges that together would close a cycle are raced: one of them loses.</summary>
[Trait("Rule", "9")]
public sealed class RacedConferrals(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Of_two_opposite_edges_exactly_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var (a, b) = (await admin.NewEntitlement(), await admin.NewEntitlement());
            var results = await Task.WhenAll(Refused.IfAny(admin.Confer(a, b)), Refused.IfAny(admin.Confer(b, a)));
            Assert.Equal("CONFERRAL_CYCLE", Assert.Single(results, r => r is not null)!.Reason);
        }
    }

    [Fact]
    public async Task Random_races_never_close_a_cycle()
    {
        var random = new Random(7);
        var application = await admin.NewApplication();
        var nodes = new List<string>();
        for (var i = 0; i < 8; i++)
            nodes.Add(await admin.NewEntitlement(application, 0));
        var edges = Enumerable.Range(0, 300).Select(_ => (From: random.Next(8), To: random.Next(8))).ToList();

        await Many.Run(edges.Count, 16, i => Refused.IfAny(admin.Confer(nodes[edges[i].From], nodes[edges[i].To])));

        var recorded = new HashSet<(string From, string To)>();
        var question = new ListConferralsRequest { PageSize = 100 };
        do
        {
            var page = await admin.Entitlements.ListConferralsAsync(question);
            recorded.UnionWith(page.Conferrals.Select(c => (c.From, c.To)).Where(c => nodes.Contains(c.From)));
            question.PageToken = page.NextPageToken;
        }
        while (question.PageToken.Length > 0);
        Assert.NotEmpty(recorded);
        Assert.All(nodes, n => Assert.DoesNotContain(n, Reached(recorded, n)));
    }

    private static HashSet<string> Reached(HashSet<(string From, string To)> edges, string start)
    {
        var (reached, open) = (new HashSet<string>(), new Queue<string>([start]));
        while (open.TryDequeue(out var node))
        {
            foreach (var (_, to) in edges.Where(e => e.From == node && reached.Add(e.To)))
                open.Enqueue(to);
        }
        return reached;
    }
}
