using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Conferrals;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>A request that was accepted once changes nothing when it comes again, however late.</summary>
[Collection(OnTheCluster.Name)]
[Trait("Rule", "12")]
public sealed class RetryingRequests(Cluster cluster)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Late_retry_of_a_grant_opens_nothing(bool reactivated)
    {
        var (id, entitlement, context) = (await cluster.Registered(), await cluster.Defined(), Context());
        var (grain, grant) = (cluster.Identity(id), Grant(new(Guid.NewGuid()), entitlement, From(0)));
        var granted = await grain.Execute(grant, context).Accepted();
        await grain.Execute(new RevokeAccess(grant.Grant, entitlement, Now, null), Context()).Accepted();
        if (reactivated)
            await cluster.Drop(grain);
        Assert.Equal(granted with { Changed = false }, await grain.Execute(grant, context));
        Assert.Null((await cluster.Fold<Identity>(StreamNames.Of(id))).ValidityOf(grant.Grant, default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Late_retry_of_what_changed_nothing_changes_nothing(bool reactivated)
    {
        var id = await cluster.Registered();
        var (grain, second) = (cluster.Identity(id), Context());
        await grain.Execute(new SuspendIdentity(Now, null), Context()).Accepted();
        var noted = await grain.Execute(new SuspendIdentity(Now, null), second).Accepted();
        Assert.False(noted.Changed);
        await grain.Execute(new ResumeIdentity(Now, null), Context()).Accepted();
        if (reactivated)
            await cluster.Drop(grain);
        Assert.Equal(noted, await grain.Execute(new SuspendIdentity(Now, null), second));
        Assert.False((await cluster.Fold<Identity>(StreamNames.Of(id))).Status.IsSuspendedAt(Day(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Same_id_with_other_content_is_refused(bool reactivated)
    {
        var id = await cluster.Registered();
        var (grain, context) = (cluster.Identity(id), Context() with { Fingerprint = Guid.NewGuid() });
        await grain.Execute(new SuspendIdentity(Now, null), context).Accepted();
        if (reactivated)
            await cluster.Drop(grain);
        await grain.Execute(new ResumeIdentity(Now, null), context with { Fingerprint = Guid.NewGuid() }).Refused(RefusalReason.RequestIdReused);
        Assert.Equal(2, (await cluster.Read(StreamNames.Of(id))).Count);
    }

    [Fact]
    public async Task Refusals_are_not_remembered()
    {
        var id = new IdentityId(Fresh("late"));
        var (grain, context) = (cluster.Identity(id), Context());
        await grain.Execute(new SuspendIdentity(Now, null), context).Refused(RefusalReason.IdentityUnknown);
        await grain.Execute(new RegisterIdentity(IdentityKind.Service, false, Attributes(("name", "Zażółć"))), Context()).Accepted();
        Assert.True((await grain.Execute(new SuspendIdentity(Now, null), context).Accepted()).Changed);
    }

    [Fact]
    public async Task Ids_that_can_open_access_last_and_of_the_others_the_last_thousand_also_from_the_cached_state()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined());
        var (grain, grant) = (cluster.Identity(id), Grant(new(Guid.NewGuid()), entitlement, From(0)));
        var (granting, changing) = (Context(), Context());
        var granted = await grain.Execute(grant, granting).Accepted();
        var changed = await grain.Execute(new ChangeAttributes(Attributes(), Now, null), changing).Accepted();
        for (var i = 0; i < RequestMemory.RecentLimit - 1; i++)
            await grain.Execute(new MarkSynthetic(i % 2 == 0), Context());
        Assert.Equal(changed, await grain.Execute(new ChangeAttributes(Attributes(), Now, null), changing));
        await grain.Execute(new RevokeAccess(grant.Grant, entitlement, Now, null), Context()).Accepted();
        for (var i = 0; i < RequestMemory.RecentLimit; i++)
            await grain.Execute(new MarkSynthetic(i % 2 == 0), Context());
        await cluster.Drop(grain);
        Assert.Equal(granted with { Changed = false }, await grain.Execute(grant, granting));
        Assert.NotEqual(changed.Position, (await grain.Execute(new ChangeAttributes(Attributes(), Now, null), changing)).Position);
        Assert.Null((await cluster.Fold<Identity>(StreamNames.Of(id))).ValidityOf(grant.Grant, default));
    }

    [Fact]
    public async Task Late_retry_of_a_conferral_opens_nothing()
    {
        var (from, to, context) = (await cluster.Defined(), await cluster.Defined(), Context());
        var graph = cluster.Grains.GetGrain<IConferralGrain>(IConferralGrain.Key);
        var confer = new Confer(new(Guid.NewGuid()), from, to, From(0), null);
        var conferred = await graph.Execute(confer, context).Accepted();
        await graph.Execute(new StopConferring(confer.Conferral, Now, null), Context()).Accepted();
        await cluster.Drop(graph);
        Assert.Equal(conferred with { Changed = false }, await graph.Execute(confer, context));
        Assert.True((await graph.Find(confer.Conferral))!.Void);
    }
}
