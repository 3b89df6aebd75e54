namespace AccessGovernance.Server.Tests.Running;

/// <summary>What the silos of a cluster have recorded, for comparing them.</summary>
public static class Recordings
{
    /// <summary>The token of the end of the history.</summary>
    public static async Task<string> Newest(this Caller caller) => (await caller.History.GetDigestAsync(new())).Basis.Token;

    public static async Task<string> Digest(this Caller caller, string position) =>
        (await caller.History.GetDigestAsync(new() { Exactly = position })).Sha256;

    /// <summary>Every grant of an entitlement to one of the identities, with its position.</summary>
    public static async Task<List<(string Identity, long Position)>> Recorded(this Caller caller, string[] identities, string entitlement)
    {
        var recorded = new List<(string, long)>();
        foreach (var identity in identities)
        {
            var timeline = await caller.History.GetTimelineAsync(new() { Identity = identity, Entitlement = entitlement, PageSize = 10_000 });
            Assert.True(timeline.Basis.Complete);
            recorded.AddRange(timeline.Entries.Where(e => e.GrantId.Length > 0).Select(e => (identity, e.Position)));
        }
        return recorded;
    }
}
