using System.Collections.Concurrent;

namespace AccessGovernance.Faults.Tests.Running;

/// <summary>A change that was asked for: acknowledged at a position, or refused for a reason.</summary>
public sealed record LedgerEntry(string Identity, string Entitlement, string What, TimeSpan Began, TimeSpan Ended)
{
    public long? Position { get; init; }

    public string Token { get; init; } = "";

    public string GrantId { get; init; } = "";

    public string? Refused { get; init; }

    public static LedgerEntry Of(ApplyChangesRequest change, TimeSpan began, TimeSpan ended) => change.Revoke is { } revoke
        ? new(revoke.Identity, revoke.Entitlement, Ledger.Revoked, began, ended)
        : new(change.Grant.Identity, change.Grant.Entitlement, Ledger.Granted, began, ended);
}

/// <summary>What callers were told, to be compared with what the history has.</summary>
public sealed record Ledger(IReadOnlyList<LedgerEntry> Entries)
{
    public const string Granted = "granted";
    public const string Revoked = "revoked";
    private const int AtATime = 8;

    public IEnumerable<LedgerEntry> Acknowledged => Entries.Where(e => e.Position is not null);

    /// <summary>The newest change that was acknowledged.</summary>
    public LedgerEntry Newest => Acknowledged.MaxBy(e => e.Position)!;

    /// <summary>
    /// Every acknowledged change is in the history exactly once and at the position of its receipt, nothing else is there of these identities and
    /// entitlements, and every one of these servers has the same digest.
    /// </summary>
    public async Task Verify(IReadOnlyList<Caller> servers)
    {
        Assert.All(Entries.Where(e => e.Position is null), e => Assert.Equal("CAPACITY_EXHAUSTED", e.Refused));
        var recorded = await Recorded(servers[0]);
        Assert.Equal(Acknowledged.Select(e => (e.Position!.Value, e.Identity, e.Entitlement, e.What, e.GrantId)).Order(), recorded.Order());
        await SameDigest(servers);
    }

    /// <summary>What the newest position of the first of the servers has, all of them have.</summary>
    public static async Task SameDigest(IReadOnlyList<Caller> servers)
    {
        var end = (await servers[0].History.GetDigestAsync(new())).Basis.Token;
        var digests = await Task.WhenAll(servers.Select(async s => (await s.History.GetDigestAsync(new() { Exactly = end })).Sha256));
        Assert.Single(digests.Distinct());
    }

    private async Task<IEnumerable<(long, string, string, string, string)>> Recorded(Caller server)
    {
        var (found, of) = (new ConcurrentBag<(long, string, string, string, string)>(), Entries.Select(e => (e.Identity, e.Entitlement)).Distinct().ToList());
        await Many.Run(of.Count, AtATime, async i =>
        {
            var timeline = await server.History.GetTimelineAsync(new()
            {
                Identity = of[i].Identity, Entitlement = of[i].Entitlement, PageSize = 10_000, Knowledge = new() { AtLeast = Newest.Token },
            });
            Assert.True(timeline.Basis.Complete);
            foreach (var e in timeline.Entries.Where(e => e.GrantId.Length > 0))
                found.Add((e.Position, of[i].Identity, e.Entitlement, e.What, e.GrantId));
        });
        return found;
    }
}
