using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Conferrals;
using CsCheck;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

[Collection(OnTheCluster.Name)]
[Trait("Rule", "9")]
public sealed class Conferring(Cluster cluster)
{
    private const int Nodes = 6;
    private const int Horizon = 12;

    private IConferralGrain Graph => cluster.Grains.GetGrain<IConferralGrain>(IConferralGrain.Key);

    [Fact]
    public async Task Raced_by_many_callers_never_makes_a_cycle_at_any_instant()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => cluster.Defined()));
        var asked = Gen.Select(Gen.Int[0, Nodes - 1], Gen.Int[0, Nodes - 1], Gen.Int[0, Horizon - 1], Gen.Int[1, 6]).Array[64].Single();
        var outcomes = await Task.WhenAll(asked.Select(a => Graph.Execute(
            new Confer(new(Guid.NewGuid()), nodes[a.Item1], nodes[a.Item2], Days(a.Item3, a.Item3 + a.Item4), null), Context())));
        Assert.Contains(outcomes, o => o.Refusal is null);
        Assert.All(outcomes, o => Assert.True(o.Refusal is null or { Reason: RefusalReason.ConferralCycle }));
        var edges = (await cluster.Fold<ConferralGraph>(StreamNames.Conferrals)).Conferrals.Values.Where(e => nodes.Contains(e.From)).ToList();
        Assert.Equal(outcomes.Count(o => o.Refusal is null), edges.Count);
        for (var day = 0; day <= Horizon + 6; day++)
            Assert.False(HasCycle(edges.Where(e => e.Validity.Contains(Day(day))).ToList()), $"a cycle on day {day}");
    }

    [Fact]
    public async Task Of_two_entitlements_to_each_other_at_once_succeeds_once()
    {
        var (a, b) = (await cluster.Defined(), await cluster.Defined());
        var outcomes = await Task.WhenAll(Confer(a, b, From(0)), Confer(b, a, From(0)));
        Assert.Single(outcomes, o => o.Refusal is null);
        Assert.Single(outcomes, o => o.Refusal?.Reason == RefusalReason.ConferralCycle);
    }

    [Fact]
    public async Task Is_refused_at_unknown_retired_and_counted_ends()
    {
        var (known, unknown, counted, retired) =
            (await cluster.Defined(), new EntitlementId(Fresh("unknown")), await cluster.Defined(3), await cluster.Defined());
        await cluster.Entitlement(retired).Execute(new RetireEntitlement(Now, null), Context()).Accepted();
        await Confer(known, unknown, From(0)).Refused(RefusalReason.EntitlementUnknown);
        await Confer(unknown, known, From(0)).Refused(RefusalReason.EntitlementUnknown);
        await Confer(known, counted, From(0)).Refused(RefusalReason.EntitlementHasCapacity);
        await Confer(known, retired, From(0)).Refused(RefusalReason.EntitlementRetired);
        await Confer(counted, known, From(0)).Accepted();
    }

    private Task<Outcome> Confer(EntitlementId from, EntitlementId to, Period validity) =>
        Graph.Execute(new Confer(new(Guid.NewGuid()), from, to, validity, null), Context());

    // Takes away what nobody confers until nothing is left; what stays is a cycle.
    private static bool HasCycle(List<Conferral> edges)
    {
        while (edges.Count > 0)
        {
            var rest = edges.Where(e => edges.Exists(other => other.To == e.From)).ToList();
            if (rest.Count == edges.Count)
                return true;
            edges = rest;
        }
        return false;
    }
}
