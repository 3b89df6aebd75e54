using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.Grains.Importing;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>Batches are all or nothing, and rows are known again whichever file they come in.</summary>
[Collection(OnTheCluster.Name)]
public sealed class ImportingHistory(Cluster cluster)
{
    private readonly ImportStory story = new(cluster);

    [Fact]
    public async Task Writes_nothing_of_a_batch_that_the_log_refuses_and_all_of_it_the_next_time()
    {
        var head = cluster.Log.Head;
        cluster.Log.Faults.OnNext(StreamNames.Of(story.Ada), new RefusedAppend("the disk is full"));
        var importer = story.Importer();
        await Assert.ThrowsAsync<LogRefusedException>(() => importer.Import([story.Add(1), story.Confers(2)], CancellationToken.None));
        Assert.Equal(head, cluster.Log.Head);
        var batch = await importer.Import([story.Add(1), story.Confers(2)], CancellationToken.None);
        Assert.Equal((2, 0, 0), (batch.Accepted, batch.Repeated, batch.Rejected.Count));
        Assert.Equal(cluster.Log.Head.Position, batch.Position);
        Assert.All((await story.OfAda())[1..], e => Assert.Equal(batch.Position, e.BatchEnd));
    }

    [Fact]
    public async Task Knows_every_row_again_after_a_lost_acknowledgement_and_counts_it_once()
    {
        HistoryRow[] rows = [story.Add(1), story.Remove(2), story.Remove(3, effectiveAt: -19)];
        cluster.Log.Faults.OnNext(StreamNames.Of(story.Ada), new LostAcknowledgement());
        var importer = story.Importer();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => importer.Import(rows, CancellationToken.None));
        var head = cluster.Log.Head;
        var again = await importer.Import(rows, CancellationToken.None);
        Assert.Equal((0, 2, 1), (again.Accepted, again.Repeated, again.Rejected.Count));
        Assert.Equal((2, 0, 1), (again.Progress.Accepted, again.Progress.Repeated, again.Progress.Rejected));
        Assert.Equal(head, cluster.Log.Head);
    }

    [Fact]
    public async Task Knows_the_rows_of_halves_in_the_whole_and_the_other_way_round()
    {
        HistoryRow[] rows = [story.Add(1), story.Confers(2), story.Remove(3), story.Add(4)];
        await story.Importer().Import(rows[..2], CancellationToken.None);
        await story.Importer().Import(rows[2..], CancellationToken.None);
        var stored = (await story.OfAda()).Count;
        var whole = await story.Importer().Import([.. rows.Select(r => r with { Number = r.Number + 100 })], CancellationToken.None);
        Assert.Equal((0, 4), (whole.Accepted, whole.Repeated));
        Assert.Equal(4, whole.Progress.Repeated);
        Assert.Equal(stored, (await story.OfAda()).Count);
    }

    [Fact]
    public async Task Decides_again_when_a_live_change_came_between()
    {
        var other = new EntitlementId(Fresh("other"));
        await story.Import(story.Add(1));
        var held = new HeldAppend(HoldWhen.BeforeWriting);
        cluster.Log.Faults.OnNext(StreamNames.Of(story.Ada), held);
        var importing = story.Import(story.Remove(2));
        await held.Reached;
        var live = new AccessGranted(new(Guid.NewGuid()), other, From(0), new(CauseKind.Rule, null), null);
        await cluster.Behind(StreamNames.Of(story.Ada), Context(), live);
        held.Release();
        Assert.Equal(1, (await importing).Accepted);
        var ada = await cluster.Fold<Identity>(StreamNames.Of(story.Ada));
        Assert.Equal([false, true], ada.Grants.Values.Select(g => g.IsOpen));
    }

    [Fact]
    public async Task Leaves_no_registration_behind_for_a_refused_row()
    {
        var batch = await story.Import(story.Remove(1), story.Confers(2) with { Object = story.Admins.Value });
        Assert.Equal([RefusalReason.FactNotOpen, RefusalReason.ConferralCycle], batch.Rejected.Select(r => r.Refusal.Reason));
        Assert.Equal([1L, 2L], batch.Rejected.Select(r => r.Number));
        Assert.Empty(await story.OfAda());
        Assert.Empty(await cluster.Read(StreamNames.Of(story.Admins)));
        Assert.Equal(2, (await story.Import(story.Add(3), story.Remove(4))).Accepted);
    }

    [Fact]
    [Trait("Rule", "3")]
    public async Task Refuses_source_times_that_decrease_or_lie_in_the_future()
    {
        await story.Import(story.Add(1, recordedAt: -50));
        var batch = await story.Import(story.Remove(2, recordedAt: -60), story.Remove(3, recordedAt: 2), story.Remove(4, recordedAt: -50));
        Assert.Equal([RefusalReason.SourceTimeDecreasing, RefusalReason.SourceTimeInFuture], batch.Rejected.Select(r => r.Refusal.Reason));
        Assert.Equal((1, Day(-50)), (batch.Accepted, batch.Progress.LastRecordedAt));
    }

    [Fact]
    [Trait("Rule", "3")]
    public async Task Keeps_where_each_fact_came_from()
    {
        await story.Import(story.Add(7, recordedAt: -50));
        var granted = (await story.OfAda())[^1];
        Assert.Equal(new(story.LastBlock, 7, Day(-50)), granted.Import);
        Assert.Equal(Admin.Actor, granted.Origin.Actor);
        Assert.True(granted.Stamp > Day(-1));
        var profile = (await cluster.Fold<Entitlement>(StreamNames.Of(story.Admins))).ApplicationAt(Now);
        Assert.Equal(new AppId(story.Source), profile);
    }

    [Fact]
    [Trait("Rule", "13")]
    public async Task Counts_seats_and_frees_those_of_facts_that_it_closes()
    {
        var licence = await cluster.Defined(1);
        var bob = Fresh("bob");
        HistoryRow Of(HistoryRow row) => row with { Object = licence.Value };
        var batch = await story.Import(Of(story.Add(1, effectiveAt: -90)), Of(story.Add(2, effectiveAt: -80)) with { Subject = bob });
        Assert.Equal(RefusalReason.CapacityExhausted, Assert.Single(batch.Rejected).Refusal.Reason);
        Assert.Empty(await cluster.Read(StreamNames.Of(new IdentityId(bob))));
        batch = await story.Import(Of(story.Remove(3, effectiveAt: -70)), Of(story.Add(4, effectiveAt: -70)) with { Subject = bob });
        Assert.Equal(2, batch.Accepted);
        var seats = (await cluster.Fold<Entitlement>(StreamNames.Of(licence))).Seats.Values.Select(s => s.Validity);
        Assert.Equal([Days(-90, -70), From(-70)], seats);
    }

    [Fact]
    public async Task Refuses_to_decide_about_ones_own_access()
    {
        await cluster.Identity(story.Ada).Execute(new RegisterIdentity(IdentityKind.Employee, false, Attributes()), Context()).Accepted();
        var self = new Caller("ada", story.Ada, [], true);
        var batch = await story.Importer(self).Import([story.Add(1)], CancellationToken.None);
        Assert.Equal(RefusalReason.OwnAccess, Assert.Single(batch.Rejected).Refusal.Reason);
    }

    [Fact]
    [Trait("Rule", "3")]
    public async Task Leaves_grants_alone_that_were_touched_by_live_facts()
    {
        await story.Import(story.Add(1));
        var grant = (await cluster.Fold<Identity>(StreamNames.Of(story.Ada))).Grants.Single();
        var corrected = Period.Since(Day(-40));
        await cluster.Identity(story.Ada).Execute(new CorrectGrant(new(grant.Key), story.Admins, corrected, Why), Context()).Accepted();
        var batch = await story.Import(story.Remove(2));
        Assert.Equal(RefusalReason.FactNotOpen, Assert.Single(batch.Rejected).Refusal.Reason);
        Assert.Equal(corrected, (await cluster.Fold<Identity>(StreamNames.Of(story.Ada))).ValidityOf(new(grant.Key), default));
    }

    [Fact]
    [Trait("Rule", "12")]
    public async Task Repeated_after_a_live_revocation_opens_nothing()
    {
        await story.Import(story.Add(1));
        var grant = new GrantId((await cluster.Fold<Identity>(StreamNames.Of(story.Ada))).Grants.Single().Key);
        await cluster.Identity(story.Ada).Execute(new RevokeAccess(grant, story.Admins, Now, null), Context()).Accepted();
        Assert.Equal(1, (await story.Import(story.Add(1))).Repeated);
        Assert.Equal(Now, (await cluster.Fold<Identity>(StreamNames.Of(story.Ada))).ValidityOf(grant, default)?.Until);
    }
}
