using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Applications;
using AccessGovernance.Grains.Conferrals;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>An import appends behind the actors' backs: those that are active already must not answer from before it.</summary>
[Collection(OnTheCluster.Name)]
public sealed class AfterAnImport(Cluster cluster)
{
    private readonly ImportStory story = new(cluster);

    [Fact]
    public async Task An_active_identity_revokes_an_imported_grant()
    {
        await cluster.Identity(story.Ada).Execute(new RegisterIdentity(IdentityKind.Employee, false, Attributes()), Context()).Accepted();
        await story.Import(story.Add(1));
        var grant = new GrantId((await cluster.Fold<Identity>(StreamNames.Of(story.Ada))).Grants.Keys.Single());
        await cluster.Identity(story.Ada).Execute(new RevokeAccess(grant, story.Admins, Day(1), null), Context()).Accepted();
    }

    [Fact]
    public async Task What_was_asked_for_in_vain_before_is_known()
    {
        var application = cluster.Grains.GetGrain<IApplicationGrain>(story.Source);
        Assert.False((await cluster.Identity(story.Ada).GetFacts(Now)).IsRegistered);
        Assert.False((await cluster.Entitlement(story.Admins).GetFacts(Now)).IsDefined);
        Assert.False(await application.IsDefined());
        await story.Import(story.Add(1));
        Assert.True((await cluster.Identity(story.Ada).GetFacts(Now)).IsRegistered);
        Assert.True((await cluster.Entitlement(story.Admins).GetFacts(Now)).IsDefined);
        Assert.True(await application.IsDefined());
    }

    [Fact]
    public async Task An_imported_conferral_is_found_and_stopped()
    {
        var graph = cluster.Grains.GetGrain<IConferralGrain>(IConferralGrain.Key);
        Assert.Null(await graph.Find(new(Guid.NewGuid())));
        await story.Import(story.Confers(1));
        var (id, _) = (await cluster.Fold<ConferralGraph>(StreamNames.Conferrals)).Conferrals.Single(c => c.Value.From == story.Admins);
        Assert.NotNull(await graph.Find(new(id)));
        await graph.Execute(new StopConferring(new(id), Day(1), null), Context()).Accepted();
    }

    [Fact]
    public async Task A_seat_that_an_import_freed_is_given_again()
    {
        var licence = await cluster.Defined(1);
        await story.Import(story.Add(1) with { Object = licence.Value });
        var (bob, grant) = (await cluster.Registered(), new GrantId(Guid.NewGuid()));
        await cluster.Identity(bob).ExecuteAdmitted(Grant(grant, licence, From(0)), Context()).Refused(RefusalReason.CapacityExhausted);
        await story.Import(story.Remove(2) with { Object = licence.Value });
        await cluster.Identity(bob).ExecuteAdmitted(Grant(grant, licence, From(0)), Context()).Accepted();
    }
}
