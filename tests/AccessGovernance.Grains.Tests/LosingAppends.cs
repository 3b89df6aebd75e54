using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.InMemory;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>What a caller sees when the log fails, and what is in the history afterwards.</summary>
[Collection(OnTheCluster.Name)]
[Trait("Rule", "12")]
public sealed class LosingAppends(Cluster cluster)
{
    [Fact]
    public async Task Lost_acknowledgement_is_an_error_and_the_retry_answers_the_original_position()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined());
        var (grain, context) = (cluster.Identity(id), Context());
        var grant = Grant(new(Guid.NewGuid()), entitlement, From(0));
        cluster.Log.Faults.OnNext(StreamNames.Of(id), new LostAcknowledgement());
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.Execute(grant, context));
        var stored = await cluster.Read(StreamNames.Of(id));
        var retried = await grain.Execute(grant, context).Accepted();
        Assert.Equal(new Outcome(stored[^1].Position, false, null), retried);
        Assert.Equal(2, (await cluster.Read(StreamNames.Of(id))).Count);
    }

    [Fact]
    public async Task Lost_request_is_an_error_and_the_retry_writes_it_once()
    {
        var id = await cluster.Registered();
        var (grain, context) = (cluster.Identity(id), Context());
        cluster.Log.Faults.OnNext(StreamNames.Of(id), new LostRequest());
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.Execute(new SuspendIdentity(Now, Why), context));
        Assert.Single(await cluster.Read(StreamNames.Of(id)));
        var first = await grain.Execute(new SuspendIdentity(Now, Why), context).Accepted();
        var second = await grain.Execute(new SuspendIdentity(Now, Why), context).Accepted();
        Assert.True(first.Changed);
        Assert.Equal(first with { Changed = false }, second);
    }

    [Fact]
    public async Task Refused_append_tells_the_caller_that_nothing_was_written()
    {
        var id = await cluster.Registered();
        cluster.Log.Faults.OnNext(StreamNames.Of(id), new RefusedAppend("the disk is full"));
        var refused = await Assert.ThrowsAsync<LogRefusedException>(
            () => cluster.Identity(id).Execute(new SuspendIdentity(Now, null), Context()));
        Assert.Contains("the disk is full", refused.Message, StringComparison.Ordinal);
        Assert.Single(await cluster.Read(StreamNames.Of(id)));
        Assert.True((await cluster.Identity(id).Execute(new SuspendIdentity(Now, null), Context()).Accepted()).Changed);
    }

    [Fact]
    public async Task Held_append_keeps_later_commands_waiting_and_loses_none()
    {
        var id = await cluster.Registered();
        var (grain, held) = (cluster.Identity(id), new HeldAppend(HoldWhen.AfterWriting));
        cluster.Log.Faults.OnNext(StreamNames.Of(id), held);
        var suspending = grain.Execute(new SuspendIdentity(Now, null), Context());
        await held.Reached;
        var resuming = grain.Execute(new ResumeIdentity(Day(1), null), Context());
        held.Release();
        Assert.True((await suspending.Accepted()).Position < (await resuming.Accepted()).Position);
    }

    [Fact]
    public async Task Stale_activation_catches_up_and_decides_again()
    {
        var id = await cluster.Registered();
        await cluster.Behind(StreamNames.Of(id), Context(), new IdentityTerminated(Now, null, null));
        await cluster.Identity(id).Execute(Grant(new(Guid.NewGuid()), await cluster.Defined(), From(0)), Context())
            .Refused(RefusalReason.IdentityTerminated);
    }

    [Fact]
    public async Task Stale_activation_answers_what_the_other_one_recorded_of_the_same_request()
    {
        var id = await cluster.Registered();
        var context = Context();
        var other = await cluster.Behind(StreamNames.Of(id), context, new IdentitySuspended(Now, null));
        var outcome = await cluster.Identity(id).Execute(new SuspendIdentity(Now, null), context).Accepted();
        Assert.Equal(other.LastPosition, outcome.Position);
        Assert.Equal(2, (await cluster.Read(StreamNames.Of(id))).Count);
    }

    [Fact]
    public async Task Activation_that_is_overtaken_while_it_appends_never_overwrites()
    {
        var id = await cluster.Registered();
        var held = new HeldAppend(HoldWhen.BeforeWriting);
        cluster.Log.Faults.OnNext(StreamNames.Of(id), held);
        var granting = cluster.Identity(id).Execute(Grant(new(Guid.NewGuid()), await cluster.Defined(), From(0)), Context());
        await held.Reached;
        await cluster.Behind(StreamNames.Of(id), Context(), new IdentityTerminated(Now, null, null));
        held.Release();
        await granting.Refused(RefusalReason.IdentityTerminated);
        Assert.Equal(2, (await cluster.Read(StreamNames.Of(id))).Count);
    }

    [Fact]
    public async Task Three_conflicts_are_the_end_of_it_and_nothing_is_written()
    {
        var id = await cluster.Registered();
        var hold = new HeldAppend(HoldWhen.BeforeWriting);
        cluster.Log.Faults.OnNext(StreamNames.Of(id), hold);
        var suspending = cluster.Identity(id).Execute(new SuspendIdentity(Now, null), Context());
        for (var conflict = 1; conflict <= 3; conflict++)
        {
            await hold.Reached;
            await cluster.Behind(StreamNames.Of(id), Context(), new RequestNoted(false));
            var next = new HeldAppend(HoldWhen.BeforeWriting);
            if (conflict < 3)
                cluster.Log.Faults.OnNext(StreamNames.Of(id), next);
            hold.Release();
            hold = next;
        }
        await Assert.ThrowsAsync<LogRefusedException>(() => suspending);
        Assert.Equal(4, (await cluster.Read(StreamNames.Of(id))).Count);
        Assert.True((await cluster.Identity(id).Execute(new SuspendIdentity(Now, null), Context()).Accepted()).Changed);
    }
}
