using Google.Protobuf;

namespace AccessGovernance.Server.Tests;

/// <summary>
/// An answer that is larger than a message may be comes in pages that fit, however many rows were asked for at a time. Each says that it is
/// not the whole, and pages together give every row once.
/// </summary>
public sealed class LargeAnswers : IAsyncLifetime, IDisposable
{
    private const int MaxMessageBytes = 64 * 1024;
    private const int Rows = 160;
    private const int AtATime = 8;
    private const int MostRows = 10_000;

    // With an id of this length, so many rows need more room than a message has.
    private static readonly string Long = new('x', 220);

    private readonly TemporaryFolder folder = new();
    private readonly string[] identities = [.. Enumerable.Range(100, Rows).Select(i => Caller.Identity($"{Long} {i}"))];
    private readonly string[] entitlements = [.. Enumerable.Range(100, Rows).Select(i => Caller.Entitlement($"{Long} {i}"))];
    private readonly string application = Caller.Application(Long);
    private ServerProcess server = null!;
    private Caller admin = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start(folder.Path, "--max-message-bytes", MaxMessageBytes.ToString());
        admin = Caller.Administrator(server);
        await admin.Entitlements.DefineApplicationAsync(new() { RequestId = Caller.NewRequest(), Application = application });
        await Many.Run(Rows, AtATime, Fill);
        await Many.Run(Rows, AtATime, i => Task.WhenAll(admin.Grant(identities[0], entitlements[i]), admin.Grant(identities[i], entitlements[0])));
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await server.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Come_in_pages_that_fit()
    {
        Assert.Equal(identities, await All(async t => Part.Of(await admin.History.WhoHadAccessAsync(
            new() { Entitlement = entitlements[0], PageSize = MostRows, PageToken = t }))));
        Assert.Equal(entitlements, await All(async t => Part.Of(await admin.History.WhatDidTheyHoldAsync(
            new() { Subject = identities[0], PageSize = MostRows, PageToken = t }))));
        var timeline = await All(async t => Part.Of(await admin.History.GetTimelineAsync(
            new() { Identity = identities[0], PageSize = MostRows, PageToken = t })));
        Assert.Equal(["", .. entitlements.Append(entitlements[0]).Order(StringComparer.Ordinal)], timeline.Order(StringComparer.Ordinal));
        Assert.Equal(identities, await All(async t => Part.Of(await admin.Identities.ListIdentitiesAsync(new() { PageSize = 1_000, PageToken = t }))));
        Assert.Equal(entitlements, await All(async t => Part.Of(await admin.Entitlements.ListEntitlementsAsync(
            new() { PageSize = 1_000, PageToken = t }))));
    }

    private async Task Fill(int number)
    {
        var identity = new RegisterIdentityRequest { RequestId = Caller.NewRequest(), Identity = identities[number], Kind = IdentityKind.Employee };
        identity.Attributes.Add("note", Long + Long);
        await admin.Identities.RegisterIdentityAsync(identity);
        await admin.Entitlements.DefineEntitlementAsync(new()
        {
            RequestId = Caller.NewRequest(), Entitlement = entitlements[number], Application = application, Kind = EntitlementKind.Role,
        });
    }

    private static async Task<List<string>> All(Func<string, Task<Part>> ask)
    {
        var (rows, pages, token) = (new List<string>(), 0, "");
        do
        {
            var page = await ask(token);
            Assert.InRange(page.Message.CalculateSize(), 1, MaxMessageBytes);
            Assert.Equal(page.Next.Length == 0, page.Basis.Complete);
            Assert.NotEmpty(page.Rows);
            rows.AddRange(page.Rows);
            (token, pages) = (page.Next, pages + 1);
        }
        while (token.Length > 0);
        Assert.True(pages > 1);
        return rows;
    }

    private sealed record Part(IMessage Message, AnswerBasis Basis, string Next, IEnumerable<string> Rows)
    {
        public static Part Of(WhoHadAccessResponse a) => new(a, a.Basis, a.NextPageToken, a.Holders.Select(h => h.Identity));

        public static Part Of(WhatDidTheyHoldResponse a) => new(a, a.Basis, a.NextPageToken, a.Access.Select(h => h.Entitlement));

        public static Part Of(GetTimelineResponse a) => new(a, a.Basis, a.NextPageToken, a.Entries.Select(e => e.Entitlement));

        public static Part Of(ListIdentitiesResponse a) => new(a, a.Basis, a.NextPageToken, a.Identities.Select(i => i.Name));

        public static Part Of(ListEntitlementsResponse a) => new(a, a.Basis, a.NextPageToken, a.Entitlements.Select(e => e.Name));
    }
}
