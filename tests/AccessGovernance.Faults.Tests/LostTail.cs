using System.Net;
using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// A store that was put back to an older copy of its file: what it had acknowledged since is lost, and every silo notices, says so and changes
/// nothing until it is started again. Then it has what the store has, whatever it had saved.
/// </summary>
public sealed class LostTail(ITestOutputHelper output) : ClusterTest(output)
{
    private const string StoreFile = "plain-store.db";

    /// <summary>A stop saves the index after so many events; the writers make somewhat more.</summary>
    private const int WorthSaving = 5_000;

    [PostgresFact]
    public async Task Is_noticed_by_every_silo_and_forgotten_with_a_new_start()
    {
        var (a, b) = (await Start("a"), await Start("b"));
        var kept = await Written(a, b);
        var backup = await Backup();
        Service.Remove(a.Server);
        Service.Remove(b.Server);
        await Task.WhenAll(InService.Ready(a.Server), InService.Ready(b.Server));
        var (identity, entitlement) = (await b.NewIdentity(), kept.Entries[0].Entitlement);
        var request = new GrantAccessRequest { RequestId = Caller.NewRequest(), Identity = kept.Entries[0].Identity, Entitlement = entitlement };
        var lost = await a.Provisioning.GrantAccessAsync(request);

        await Restore(backup);
        await Task.WhenAll(Says(a), Says(b));
        await Task.WhenAll(a.Server.Stop(), b.Server.Stop());

        var (again, other) = (await Start("a"), await Start("b"));
        await kept.Verify([again, other]);
        Assert.Equal("BEHIND", (await Refused.By(again.History.GetTimelineAsync(
            new() { Identity = identity, Knowledge = new() { AtLeast = lost.Receipt.Token } }))).Reason);
        Assert.Equal("BEHIND", (await Refused.By(other.History.GetDigestAsync(new() { Exactly = lost.Receipt.Token }))).Reason);
        Assert.Equal("UNKNOWN_ID", (await Refused.By(again.Identities.GetIdentityAsync(new() { Identity = identity }))).Reason);
        // What was lost is asked for again as if it had never been.
        Assert.True((await again.Provisioning.GrantAccessAsync(request)).Receipt.Changed);
        await Ledger.SameDigest([again, other]);
    }

    [PostgresFact]
    public async Task A_saved_index_that_is_ahead_of_the_store_is_made_anew()
    {
        var a = await Start("a");
        var kept = await Written(a);
        var backup = await Backup();
        await InService.Ready(a.Server);
        var writers = await Write(64);
        await writers.More(WorthSaving + WorthSaving / 10);
        await writers.End();
        Service.Remove(a.Server);
        await a.Server.Stop();
        Assert.True(File.Exists(Path.Combine(a.Server.Data, "access.index")), "No index was saved.");

        await Restore(backup);
        var again = await Start("a");
        Assert.Contains("The saved index is of no use", again.Server.Output, StringComparison.Ordinal);
        Service.Remove(again.Server);
        await kept.Verify([again, await Start("b")]);
    }

    private async Task<Ledger> Written(params Caller[] silos)
    {
        var writers = await Write(8);
        await writers.More(200);
        await writers.End();
        await writers.Ledger.Verify(silos);
        return writers.Ledger;
    }

    private async Task<Dictionary<string, byte[]>> Backup()
    {
        await Cluster.StopStore();
        var copy = Directory.GetFiles(Cluster.Store.Data, StoreFile + "*").ToDictionary(f => f, File.ReadAllBytes);
        await Cluster.StartStoreAgain();
        return copy;
    }

    private async Task Restore(Dictionary<string, byte[]> backup)
    {
        await Cluster.StopStore();
        foreach (var file in Directory.GetFiles(Cluster.Store.Data, StoreFile + "*"))
            File.Delete(file);
        foreach (var (file, bytes) in backup)
            await File.WriteAllBytesAsync(file, bytes);
        await Cluster.StartStoreAgain();
    }

    // In health, on its output, and to whoever wants to change something.
    private static async Task Says(Caller silo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await silo.Server.Health()).Status != "Unhealthy")
            await Task.Delay(20, patience.Token);
        Assert.Contains("it lost acknowledged events", (await silo.Server.Health()).Description, StringComparison.Ordinal);
        Assert.Equal((StatusCode.DataLoss, "LOG_DAMAGED"), await Refused.By(silo.NewIdentity()) is var refused ? (refused.Code, refused.Reason) : default);
        Assert.Contains("it lost acknowledged events", silo.Server.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.Server.Get("/readyz")).Status);
        Assert.Equal("LOG_DAMAGED", (await Refused.By(silo.History.GetDigestAsync(new()))).Reason);
    }
}
