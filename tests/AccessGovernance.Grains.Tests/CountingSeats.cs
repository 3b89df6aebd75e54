using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.Grains.Entitlements;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>Seats are counted across streams: no crash, race or late settlement makes them more or fewer than the grants are.</summary>
[Collection(OnTheCluster.Name)]
[Trait("Rule", "13")]
public sealed class CountingSeats(Cluster cluster)
{
    private readonly GrantId grant = new(Guid.NewGuid());

    [Fact]
    public async Task Never_gives_more_seats_than_there_are_to_concurrent_callers()
    {
        var entitlement = await cluster.Defined(5);
        var identities = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => cluster.Registered()));
        var outcomes = await Task.WhenAll(identities.Select(id => Ask(id, entitlement, new(Guid.NewGuid()), From(0))));
        Assert.Equal(5, outcomes.Count(o => o.Refusal is null));
        Assert.All(outcomes.Where(o => o.Refusal is not null), o => Assert.Equal(RefusalReason.CapacityExhausted, o.Refusal!.Reason));
        Assert.Equal(5, (await Seats(entitlement)).Count);
    }

    [Fact]
    public async Task Frees_the_seat_of_a_grant_that_is_refused_after_all()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        var held = new HeldAppend(HoldWhen.BeforeWriting);
        cluster.Log.Faults.OnNext(StreamNames.Of(id), held);
        var asking = Ask(id, entitlement, grant, From(0));
        await held.Reached;
        Assert.Single(await Seats(entitlement));
        await cluster.Behind(StreamNames.Of(id), Context(), new IdentityTerminated(Now, null, null));
        held.Release();
        await asking.Refused(RefusalReason.IdentityTerminated);
        Assert.Empty(await Seats(entitlement));
    }

    [Fact]
    public async Task Settles_a_seat_that_a_crash_before_granting_left_behind()
    {
        var (id, other, entitlement) = (await cluster.Registered(), await cluster.Registered(), await cluster.Defined(1));
        cluster.Log.Faults.OnNext(StreamNames.Of(id), new LostRequest());
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Ask(id, entitlement, grant, From(0)));
        await Ask(other, entitlement, new(Guid.NewGuid()), From(0)).Refused(RefusalReason.CapacityExhausted);
        await SettleAll(StreamNames.Of(entitlement));
        Assert.Empty(await Seats(entitlement));
        await Ask(other, entitlement, new(Guid.NewGuid()), From(0)).Accepted();
        await Ask(id, entitlement, grant, From(0)).Refused(RefusalReason.CapacityExhausted);
    }

    [Fact]
    public async Task Keeps_the_seat_of_a_grant_whose_acknowledgement_was_lost()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        cluster.Log.Faults.OnNext(StreamNames.Of(id), new LostAcknowledgement());
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Ask(id, entitlement, grant, From(0)));
        await SettleAll(StreamNames.Of(entitlement));
        Assert.Equal(From(0), Assert.Single(await Seats(entitlement)).Value.Validity);
    }

    [Fact]
    public async Task Never_frees_the_seat_of_a_grant_in_flight()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        var held = new HeldAppend(HoldWhen.BeforeWriting);
        cluster.Log.Faults.OnNext(StreamNames.Of(id), held);
        var asking = Ask(id, entitlement, grant, From(0));
        await held.Reached;
        var settling = SettleAll(StreamNames.Of(entitlement));
        held.Release();
        await asking.Accepted();
        await settling;
        Assert.Equal(grant.Value, Assert.Single(await Seats(entitlement)).Key);
    }

    [Fact]
    public async Task Never_frees_the_seat_of_a_grant_that_another_activation_recorded()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        await cluster.Entitlement(entitlement).Admit(new AdmitGrant(grant, id, From(0)), Context()).Accepted();
        await cluster.Behind(StreamNames.Of(id), Context(), new AccessGranted(grant, entitlement, From(0), new(CauseKind.Rule, null), null));
        await SettleAll(StreamNames.Of(entitlement));
        Assert.Single(await Seats(entitlement));
    }

    [Fact]
    public async Task Never_frees_a_seat_that_another_activation_asks_for_again()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        await cluster.Entitlement(entitlement).Admit(new AdmitGrant(grant, id, From(0)), Context()).Accepted();
        var held = new HeldAppend(HoldWhen.BeforeWriting);
        cluster.Log.Faults.OnNext(StreamNames.Of(entitlement), held);
        var settling = SettleAll(StreamNames.Of(entitlement));
        await held.Reached;
        await cluster.Behind(StreamNames.Of(entitlement), Context(), new SeatReserved(grant, id, From(0)));
        await cluster.Behind(StreamNames.Of(id), Context(), new AccessGranted(grant, entitlement, From(0), new(CauseKind.Rule, null), null));
        held.Release();
        await settling;
        Assert.Single(await Seats(entitlement));
    }

    [Fact]
    public async Task Old_fact_settled_late_shrinks_no_newer_reservation()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        await Ask(id, entitlement, grant, Days(0, 10)).Accepted();
        await cluster.Identity(id).ExecuteAdmitted(new CorrectGrant(grant, entitlement, Days(0, 20), Why), Context()).Accepted();
        await SettleAll(StreamNames.Of(entitlement));
        await SettleAll(StreamNames.Of(id));
        Assert.Equal(Days(0, 20), Assert.Single(await Seats(entitlement)).Value.Validity);
    }

    [Fact]
    public async Task Seat_that_could_not_be_freed_at_the_revocation_is_no_failure_and_is_freed_later()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        await Ask(id, entitlement, grant, From(-1)).Accepted();
        cluster.Log.Faults.OnNext(StreamNames.Of(entitlement), new RefusedAppend("the disk is full"));
        await cluster.Identity(id).ExecuteAdmitted(new RevokeAccess(grant, entitlement, Now, null), Context()).Accepted();
        Assert.Equal(From(-1), Assert.Single(await Seats(entitlement)).Value.Validity);
        await SettleAll(StreamNames.Of(id));
        Assert.Equal(Days(-1, 0), Assert.Single(await Seats(entitlement)).Value.Validity);
    }

    [Fact]
    public async Task Settling_twice_records_nothing_more()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        await Ask(id, entitlement, grant, From(0)).Accepted();
        var head = cluster.Log.Head;
        await SettleAll(StreamNames.Of(entitlement));
        await SettleAll(StreamNames.Of(entitlement));
        Assert.Equal(head, cluster.Log.Head);
    }

    [Fact]
    [Trait("Rule", "6")]
    public async Task Retired_entitlement_lets_a_grant_be_shortened_and_not_prolonged()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined());
        await Ask(id, entitlement, grant, Days(0, 50)).Accepted();
        await cluster.Entitlement(entitlement).Execute(new RetireEntitlement(Now, null), Context()).Accepted();
        var grain = cluster.Identity(id);
        await grain.ExecuteAdmitted(new CorrectGrant(grant, entitlement, Days(1, 40), Why), Context()).Accepted();
        await grain.ExecuteAdmitted(new CorrectGrant(grant, entitlement, Days(1, 60), Why), Context()).Refused(RefusalReason.EntitlementRetired);
        await grain.ExecuteAdmitted(new CorrectGrant(grant, entitlement, null, Why), Context()).Accepted();
    }

    private Task<Outcome> Ask(IdentityId id, EntitlementId entitlement, GrantId asked, Period validity) =>
        cluster.Identity(id).ExecuteAdmitted(Grant(asked, entitlement, validity) with { Reason = Why }, Context());

    private async Task<Dictionary<Guid, Seat>> Seats(EntitlementId entitlement) =>
        (await cluster.Fold<Entitlement>(StreamNames.Of(entitlement))).Seats;

    private async Task SettleAll(string stream)
    {
        var settler = new SeatSettler(cluster.Grains);
        foreach (var recorded in await cluster.Read(stream))
            await settler.Settle(recorded, Now);
    }
}
