using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Importing;
using Microsoft.Extensions.Time.Testing;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>While it is not heard where the history ends nothing is decided, and nobody waits for that inside.</summary>
[Collection(OnTheCluster.Name)]
public sealed class HearingNothing : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Cluster cluster;
    private readonly FakeTimeProvider clock = new();
    private readonly HeadHearing hearing;

    public HearingNothing(Cluster cluster) => (this.cluster, hearing) = (cluster, new(clock));

    public void Dispose() => cluster.Log.Hearing = null;

    [Fact]
    public async Task Refuses_a_command_at_once_and_reserves_no_seat_for_it()
    {
        var (id, entitlement) = (await cluster.Registered(), await cluster.Defined(1));
        var (head, context) = (cluster.Log.Head, Context());
        cluster.Log.Hearing = hearing;
        var grant = Grant(new(Guid.NewGuid()), entitlement, From(0));
        // The clock stands still: whoever waited by it would wait for ever.
        await Assert.ThrowsAsync<HeadNotHeardException>(() => cluster.Identity(id).ExecuteAdmitted(grant, context).WaitAsync(Patience));
        Assert.Equal(head, cluster.Log.Head);

        hearing.Tell(clock.GetTimestamp());
        Assert.True((await cluster.Identity(id).ExecuteAdmitted(grant, context).Accepted()).Changed);
        Assert.Single((await cluster.Fold<Entitlement>(StreamNames.Of(entitlement))).Seats);
    }

    [Fact]
    public async Task Writes_no_rows_that_were_decided_while_nothing_was_heard()
    {
        var story = new ImportStory(cluster);
        var importer = story.Importer();
        cluster.Log.Hearing = hearing;
        var head = cluster.Log.Head;
        await Assert.ThrowsAsync<HeadNotHeardException>(() => importer.Import([story.Add(1)], CancellationToken.None));
        Assert.Equal(head, cluster.Log.Head);

        hearing.Tell(clock.GetTimestamp());
        Assert.Equal(1, (await importer.Import([story.Add(1)], CancellationToken.None)).Accepted);
    }

    [Fact]
    public async Task Writes_no_rows_when_it_ended_while_they_were_decided()
    {
        var story = new ImportStory(cluster);
        var block = new ImportBlock(story.Source, Guid.NewGuid(), new string('0', 64), Day(-200), Admin);
        var importer = new HistoryImporter(cluster.Services, TimeProvider.System, block, (_, _) =>
        {
            clock.Advance(HeadHearing.Longest * 2);
            return ValueTask.FromResult(false);
        });
        cluster.Log.Hearing = hearing;
        hearing.Tell(clock.GetTimestamp());
        var head = cluster.Log.Head;
        await Assert.ThrowsAsync<HeadNotHeardException>(() => importer.Import([story.Confers(1)], CancellationToken.None));
        Assert.Equal(head, cluster.Log.Head);
    }
}
