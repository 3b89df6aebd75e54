using System.Globalization;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// kill -9 at random moments under 64 concurrent writers: what was acknowledged is there exactly once, what was refused is not, and what is
/// unknown is done once when it is repeated. AG_KILLS sets how often (4 where it is not set).
/// </summary>
[Trait("Rule", "12")]
public sealed class KilledUnderLoad
{
    private const int Writers = 64;

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("AG_KILLS") is { Length: > 0 } given ? given : "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_acknowledged_change_is_there_exactly_once()
    {
        using var folder = new TemporaryFolder();
        var random = new Random();
        for (var round = 0; round < Kills; round++)
        {
            string entitlement;
            List<string> identities;
            var storm = new Storm(Writers);
            await using (var server = await ServerProcess.Start(folder.Path))
            {
                using var admin = Caller.Administrator(server);
                entitlement = await admin.NewEntitlement();
                identities = await Identities(admin);
                await KillDuring(server, reached => storm.Run(admin, identities, entitlement, reached), random.Next(50, 1_500));
            }
            await using var restarted = await ServerProcess.Start(folder.Path);
            using var after = Caller.Administrator(restarted);
            await Verify(after, identities, entitlement, storm);
            await restarted.Stop();
        }
    }

    [Fact, Trait("Rule", "13")]
    public async Task No_seat_stays_taken_by_a_grant_that_does_not_exist()
    {
        const int Seats = 20;
        using var folder = new TemporaryFolder();
        var random = new Random();
        for (var round = 0; round < Math.Max(2, Kills / 2); round++)
        {
            string entitlement;
            var storm = new Storm(Writers);
            await using (var server = await ServerProcess.Start(folder.Path))
            {
                using var admin = Caller.Administrator(server);
                entitlement = await admin.NewEntitlement(await admin.NewApplication(), Seats);
                var identities = await Identities(admin);
                await KillDuring(server, reached => storm.Run(admin, identities, entitlement, reached), random.Next(10, 300));
            }
            await using var restarted = await ServerProcess.Start(folder.Path);
            using var after = Caller.Administrator(restarted);
            var held = await Held(after, entitlement);
            Assert.InRange(held, 0, Seats);
            await Settled(after, entitlement, Seats - held);
            Assert.Equal(Seats, await Held(after, entitlement));
            await restarted.Stop();
        }
    }

    private static async Task<int> Held(Caller admin, string entitlement) =>
        (await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, PageSize = 10_000 })).Holders.Sum(h => h.Grants.Count);

    // As many as there are free seats can be granted, once the left reservations are settled, and not one more.
    private static async Task Settled(Caller admin, string entitlement, int free)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var granted = 0; granted < free;)
        {
            patience.Token.ThrowIfCancellationRequested();
            var refused = await Refused.IfAny(admin.Grant(await admin.NewIdentity(), entitlement));
            granted += refused is null ? 1 : 0;
            Assert.True(refused is null or { Reason: "CAPACITY_EXHAUSTED" }, refused?.ToString());
        }
        Assert.Equal("CAPACITY_EXHAUSTED", (await Refused.By(admin.Grant(await admin.NewIdentity(), entitlement))).Reason);
    }

    private static async Task<List<string>> Identities(Caller admin)
    {
        var identities = await Task.WhenAll(Enumerable.Range(0, Writers * 2).Select(_ => admin.NewIdentity()));
        return [.. identities];
    }

    private static async Task KillDuring(ServerProcess server, Func<(int, Action), Task> storm, int changes)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = storm((changes, () => reached.TrySetResult()));
        Assert.Same(reached.Task, await Task.WhenAny(reached.Task, running).WaitAsync(TimeSpan.FromSeconds(60)));
        await server.Kill();
        await running.WaitAsync(TimeSpan.FromSeconds(120));
    }

    private static async Task Verify(Caller admin, List<string> identities, string entitlement, Storm storm)
    {
        var unknown = storm.Changes.Where(c => c.Acknowledged is null && c.Refused is null).ToList();
        Assert.InRange(unknown.Count, 0, Writers);
        var recorded = await Recorded(admin, identities, entitlement);
        foreach (var change in storm.Changes.Where(c => c.Acknowledged is not null))
            Assert.Equal(1, recorded.Count(change.Acknowledged!.Value, change.Identity));
        Assert.DoesNotContain(storm.Changes, c => c.Refused is not null);
        Assert.InRange(recorded.Total, storm.Changes.Count - unknown.Count, storm.Changes.Count);

        await Many.Run(unknown.Count, 16, async i => unknown[i].Acknowledged = (await Storm.Send(admin, unknown[i].Request)).Receipt.Position);
        // Sent once more: it is done already.
        await Many.Run(unknown.Count, 16, async i => Assert.False((await Storm.Send(admin, unknown[i].Request)).Receipt.Changed));
        var complete = await Recorded(admin, identities, entitlement);
        Assert.Equal(storm.Changes.Count, complete.Total);
        Assert.All(storm.Changes, c => Assert.Equal(1, complete.Count(c.Acknowledged!.Value, c.Identity)));
    }

    private static async Task<Timelines> Recorded(Caller admin, List<string> identities, string entitlement)
    {
        var entries = new System.Collections.Concurrent.ConcurrentBag<(long, string)>();
        await Many.Run(identities.Count, 16, async i =>
        {
            var timeline = await admin.History.GetTimelineAsync(new() { Identity = identities[i], Entitlement = entitlement, PageSize = 10_000 });
            Assert.True(timeline.Basis.Complete);
            foreach (var entry in timeline.Entries.Where(e => e.GrantId.Length > 0))
                entries.Add((entry.Position, identities[i]));
        });
        return new(entries.ToLookup(e => e));
    }

    private sealed record Timelines(ILookup<(long Position, string Identity), (long, string)> Entries)
    {
        public int Total => Entries.Sum(e => e.Count());

        public int Count(long position, string identity) => Entries[(position, identity)].Count();
    }
}
