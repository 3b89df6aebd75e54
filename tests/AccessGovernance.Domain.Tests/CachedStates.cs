using System.Text.Json;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Tests.Reviews;
using AccessGovernance.Domain.Tokens;
using static AccessGovernance.Domain.Tests.Times;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests;

/// <summary>A state that was written down and read again is the state that it was: long streams start from such a copy.</summary>
public sealed class CachedStates
{
    private static readonly RequestId Request = new(Id(77));

    [Fact]
    public void Keep_an_identity() => Survives(Given.Registered(
        Granted(1, From(50)), Suspended(60), Terminated(90), new LegalHoldPlaced(new(Id(1)), null),
        new IdentityLinked(new(Id(2)), Callers.Ann, LinkRole.Owner, From(1), null), new ForgettingRequested([Callers.Ann, Callers.Bob])).State);

    [Fact]
    public void Keep_an_entitlement_with_its_seats() => Survives(Given.Entitlement(
        new EntitlementDefined(EntitlementKind.Device, TheDirectory, new("a", "b", Callers.Ann, Risk.Low), 4),
        new EntitlementMoved(new("hr"), Day(5), null), new SeatReserved(G(1), new("a"), From(9)),
        new EntitlementRetired(Day(9), null)).State);

    [Fact]
    public void Keep_the_graph() => Survives(Given.Graph(new ConferralAdded(new(Id(1)), Admins, Ops, From(1), "k8s", null)).State);

    [Fact]
    public void Keep_the_tokens() => Survives(Given.Tokens(
        new TokenIssued(new(Id(1)), new(new("a"), [Role.Auditor], [TheDirectory], true, Day(9)), [Callers.Ann]),
        new TokenRevoked(new(Id(1)))).State);

    [Fact]
    public void Keep_the_snapshots() => Survives(Given.Snapshots(TakingSnapshots.Taken(1), TakingSnapshots.Taken(2)).State);

    [Fact]
    public void Keep_a_definition_of_campaigns() => Survives(Given.Definition(
        new CampaignDefined(ReviewWords.Quarterly, ReviewWords.Settings), new DefinitionRetired()).State);

    [Fact]
    public void Keep_a_campaign() => Survives(RunningCampaigns.InRemediation().State);

    private static void Survives<T>(T state)
        where T : Aggregate
    {
        state.Fold(new RequestNoted(true), new RecordedAs(1, Request, Id(5), false));
        state.Fold(new RequestNoted(false), new RecordedAs(2, new(Id(78)), Id(6), false));
        var written = JsonSerializer.Serialize(state);
        var read = JsonSerializer.Deserialize<T>(written)!;
        Assert.Equal(written, JsonSerializer.Serialize(read));
        Assert.Equal(state.NextRevision, read.NextRevision);
        Assert.Equal(new RememberedRequest(Id(5), 1), read.Requests.Find(Request));
    }
}
