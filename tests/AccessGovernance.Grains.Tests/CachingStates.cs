using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Identities;
using AccessGovernance.Grains.State;
using static AccessGovernance.Grains.Tests.Words;

namespace AccessGovernance.Grains.Tests;

/// <summary>Long streams start from a cached state, which is a cache and never a source.</summary>
[Collection(OnTheCluster.Name)]
public sealed class CachingStates(Cluster cluster)
{
    private const string Canary = "Zażółć gęślą jaźń";
    private const int Pages = 5;

    [Fact]
    public async Task Start_a_long_stream_without_reading_all_of_it()
    {
        var (id, grain) = await Long();
        await cluster.Drop(grain);
        cluster.Log.TakePages(StreamNames.Of(id));
        Assert.True((await grain.GetFacts(Now)).IsRegistered);
        Assert.InRange(cluster.Log.TakePages(StreamNames.Of(id)), 1, 2);
    }

    [Fact]
    public async Task Are_what_a_fold_from_the_first_event_is_also_when_they_started_from_a_cache()
    {
        var (id, grain) = await Long();
        await cluster.Drop(grain);
        for (var i = 0; i <= AggregateCache.Interval; i++)
            await grain.Execute(new MarkSynthetic(i % 2 == 1), Context());
        var kept = await Kept(grain);
        var revisions = (await cluster.Read(StreamNames.Of(id))).Count;
        Assert.InRange(kept.Revision, revisions - AggregateCache.Interval, revisions - 1);
        var folded = new Identity();
        foreach (var recorded in (await cluster.Read(StreamNames.Of(id))).Where(e => e.Revision <= kept.Revision))
            folded.Fold(recorded);
        Assert.Equal(Sorted(JsonSerializer.SerializeToNode(folded)), Sorted(JsonNode.Parse(kept.State)));
    }

    public static TheoryData<string> Damages => [.. Damaging.Keys];

    private static readonly Dictionary<string, Action<CachedAggregate>> Damaging = new()
    {
        ["a flipped bit"] = kept => kept.State[10] ^= 1,
        ["a hash of something else"] = kept => kept.Hash[0] ^= 1,
        ["no JSON"] = kept => Replace(kept, "{\"IsReg"u8.ToArray()),
        ["another shape"] = kept => Replace(kept, "[]"u8.ToArray()),
        ["an event that is not in the log"] = kept => { kept.LastEvent = Guid.NewGuid(); Replace(kept, Empty); },
        ["a revision that has another event"] = kept => { kept.Revision -= 7; Replace(kept, Empty); },
        ["a revision that the log does not have"] = kept => { kept.Revision += 10_000; Replace(kept, Empty); },
        ["a newer format"] = kept => { kept.Format++; Replace(kept, Empty); },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Are_passed_over_when_they_hold(string what)
    {
        var (id, grain) = await Long();
        await Damage(grain, Damaging[what]);
        await IsReadFromTheLog(id, grain);
    }

    [Fact]
    public async Task Are_not_missed_when_they_are_gone()
    {
        var (id, grain) = await Long();
        var stored = new GrainState<CachedAggregate>();
        await cluster.Storage.ReadStateAsync("aggregate", grain.GetGrainId(), stored);
        await cluster.Storage.ClearStateAsync("aggregate", grain.GetGrainId(), stored);
        await IsReadFromTheLog(id, grain);
    }

    [Fact]
    public async Task Are_passed_over_when_the_log_was_restored_to_before_them()
    {
        var (id, grain) = await Long();
        await cluster.Drop(grain);
        cluster.Log.Shorten(StreamNames.Of(id), 2_000);
        Assert.True((await grain.GetFacts(Now)).IsRegistered);
        var loaded = await new AggregateLoader<Identity>(cluster.Services, StreamNames.Of(id), grain.GetGrainId()).Load(CancellationToken.None);
        Assert.Equal((2_000, CachedPlace.None), (loaded.State.NextRevision, loaded.Cached));
    }

    [Fact]
    public async Task Hold_no_personal_text()
    {
        var (_, grain) = await Long();
        Assert.DoesNotContain(Canary, Encoding.UTF8.GetString((await Kept(grain)).State), StringComparison.Ordinal);
        foreach (var file in new[] { cluster.StateFile, cluster.StateFile + "-wal" }.Where(File.Exists))
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[open.Length];
            await open.ReadExactlyAsync(bytes);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)));
        }
    }

    /// <summary>An identity whose stream has five pages, and whose state was just cached.</summary>
    private async Task<(IdentityId Id, IIdentityGrain Grain)> Long()
    {
        var id = await cluster.Registered();
        var grain = cluster.Identity(id);
        await grain.Execute(new ChangeAttributes(Attributes(("name", Canary)), Now, Why), Context()).Accepted();
        await grain.Execute(Grant(new(Guid.NewGuid()), await cluster.Defined(), From(0)), Context()).Accepted();
        var events = Enumerable.Range(0, 1_000).Select(DomainEvent (i) => new IdentityMarkedSynthetic(i % 2 == 1)).ToArray();
        for (var i = 0; i < Pages; i++)
            await cluster.Behind(StreamNames.Of(id), Context(), events);
        await cluster.Drop(grain);
        await grain.Execute(new SuspendIdentity(Now, Why), Context()).Accepted();
        return (id, grain);
    }

    private async Task IsReadFromTheLog(IdentityId id, IIdentityGrain grain)
    {
        await cluster.Drop(grain);
        cluster.Log.TakePages(StreamNames.Of(id));
        Assert.True((await grain.GetFacts(Now)).IsRegistered);
        Assert.InRange(cluster.Log.TakePages(StreamNames.Of(id)), Pages, Pages + 1);
        await grain.Execute(new ResumeIdentity(Now, null), Context()).Accepted();
        Assert.Equal((await cluster.Read(StreamNames.Of(id))).Count - 1, (await Kept(grain)).Revision);
    }

    private async Task<CachedAggregate> Kept(IIdentityGrain grain)
    {
        var stored = new GrainState<CachedAggregate>();
        await cluster.Storage.ReadStateAsync("aggregate", grain.GetGrainId(), stored);
        return stored.State!;
    }

    private async Task Damage(IIdentityGrain grain, Action<CachedAggregate> damage)
    {
        var stored = new GrainState<CachedAggregate>();
        await cluster.Storage.ReadStateAsync("aggregate", grain.GetGrainId(), stored);
        damage(stored.State!);
        await cluster.Storage.WriteStateAsync("aggregate", grain.GetGrainId(), stored);
    }

    private static byte[] Empty => JsonSerializer.SerializeToUtf8Bytes(new Identity());

    private static void Replace(CachedAggregate kept, byte[] state)
    {
        kept.State = state;
        kept.Hash = kept.ComputeHash();
    }

    private static string? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => "{" + string.Join(',', o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + ":" + Sorted(p.Value))) + "}",
        JsonArray a => "[" + string.Join(',', a.Select(Sorted)) + "]",
        _ => node?.ToJsonString(),
    };
}
