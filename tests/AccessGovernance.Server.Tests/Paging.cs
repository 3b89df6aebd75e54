using System.Buffers.Text;
using System.Text;

namespace AccessGovernance.Server.Tests;

/// <summary>Pages together are one answer: every row once, true at one position, whatever is written meanwhile.</summary>
[Trait("Rule", "2")]
public sealed class Paging(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Rows = 25;

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Who_had_access_gives_every_holder_once()
    {
        var entitlement = await admin.NewEntitlement();
        var holders = await Holders(entitlement, Rows);
        var (seen, positions) = (new List<string>(), new HashSet<long>());
        var question = new WhoHadAccessRequest { Entitlement = entitlement, PageSize = 4 };
        do
        {
            var page = await admin.History.WhoHadAccessAsync(question);
            seen.AddRange(page.Holders.Select(h => h.Identity));
            positions.Add(page.Basis.Position);
            Assert.Equal(page.NextPageToken.Length == 0, page.Basis.Complete);
            question.PageToken = page.NextPageToken;
            await Holders(entitlement, 2);
        }
        while (question.PageToken.Length > 0);
        Assert.Equal(holders.Order(StringComparer.Ordinal), seen);
        Assert.Single(positions);
    }

    [Fact]
    public async Task What_they_held_gives_every_entitlement_once()
    {
        var (identity, application) = (await admin.NewIdentity(), await admin.NewApplication());
        var held = await Entitlements(identity, application, Rows);
        var (seen, positions) = (new List<string>(), new HashSet<long>());
        var question = new WhatDidTheyHoldRequest { Subject = identity, PageSize = 4 };
        do
        {
            var page = await admin.History.WhatDidTheyHoldAsync(question);
            seen.AddRange(page.Access.Select(h => h.Entitlement));
            positions.Add(page.Basis.Position);
            question.PageToken = page.NextPageToken;
            await Entitlements(identity, application, 2);
        }
        while (question.PageToken.Length > 0);
        Assert.Equal(held.Order(StringComparer.Ordinal), seen);
        Assert.Single(positions);
    }

    [Fact]
    public async Task A_timeline_gives_every_record_once()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        for (var i = 0; i < Rows; i++)
            await admin.Grant(identity, entitlement);
        var (seen, positions) = (new List<long>(), new HashSet<long>());
        var question = new GetTimelineRequest { Identity = identity, PageSize = 4 };
        do
        {
            var page = await admin.History.GetTimelineAsync(question);
            seen.AddRange(page.Entries.Select(e => e.Position));
            positions.Add(page.Basis.Position);
            question.PageToken = page.NextPageToken;
            await admin.Grant(identity, entitlement);
        }
        while (question.PageToken.Length > 0);
        Assert.Equal(Rows + 1, seen.Count);
        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Single(positions);
    }

    [Fact]
    public async Task Lists_of_identities_give_each_that_was_there_once()
    {
        var there = new List<string>();
        for (var i = 0; i < Rows; i++)
            there.Add(await admin.NewIdentity());
        var seen = new List<string>();
        var question = new ListIdentitiesRequest { PageSize = 4 };
        do
        {
            var page = await admin.Identities.ListIdentitiesAsync(question);
            seen.AddRange(page.Identities.Select(i => i.Name));
            question.PageToken = page.NextPageToken;
            await admin.NewIdentity();
        }
        while (question.PageToken.Length > 0);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Empty(there.Except(seen));
    }

    [Fact]
    public async Task A_page_token_of_another_question_is_refused()
    {
        var (entitlement, other) = (await admin.NewEntitlement(), await admin.NewEntitlement());
        await Holders(entitlement, 3);
        var token = (await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, PageSize = 1 })).NextPageToken;
        var identity = await admin.NewIdentity();
        var refused = new[]
        {
            await Refused.By(admin.History.WhoHadAccessAsync(new() { Entitlement = other, PageSize = 1, PageToken = token })),
            await Refused.By(admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, NamesOnly = true, PageToken = token })),
            await Refused.By(admin.History.WhatDidTheyHoldAsync(new() { Subject = identity, PageToken = token })),
            await Refused.By(admin.Identities.ListIdentitiesAsync(new() { PageToken = token })),
            await Refused.By(admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, PageToken = token[..^4] + "AAAA" })),
            await Refused.By(admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, PageToken = "!" })),
        };
        Assert.All(refused, r => Assert.Equal((StatusCode.InvalidArgument, "page_token"), (r.Code, r.Fields.SingleOrDefault())));
    }

    [Fact]
    public async Task A_page_token_reveals_nothing_of_what_it_carries()
    {
        var entitlement = await admin.NewEntitlement();
        var holders = await Holders(entitlement, 3);
        var question = new WhoHadAccessRequest { Entitlement = entitlement, PageSize = 2, ValidAt = Caller.FromNow(TimeSpan.FromDays(1)) };
        var (one, two) = (await admin.History.WhoHadAccessAsync(question), await admin.History.WhoHadAccessAsync(question));
        var list = await admin.Identities.ListIdentitiesAsync(new() { PageSize = 1 });
        foreach (var token in new[] { one.NextPageToken, two.NextPageToken, list.NextPageToken })
        {
            var bytes = Base64Url.DecodeFromChars(token);
            foreach (var name in holders.Append(entitlement).Append(list.Identities[0].Name))
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Import.IdOf(name)[^8..])));
        }
        // Nor does it tell that two of them carry the same.
        Assert.Equal(one.Holders, two.Holders);
        Assert.NotEqual(one.NextPageToken[..16], two.NextPageToken[..16]);
        Assert.NotEqual(one.NextPageToken[^16..], two.NextPageToken[^16..]);
    }

    private async Task<List<string>> Holders(string entitlement, int count)
    {
        var holders = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var identity = await admin.NewIdentity();
            await admin.Grant(identity, entitlement);
            holders.Add(identity);
        }
        return holders;
    }

    private async Task<List<string>> Entitlements(string identity, string application, int count)
    {
        var held = new List<string>();
        for (var i = 0; i < count; i++)
        {
            held.Add(await admin.NewEntitlement(application, 0));
            await admin.Grant(identity, held[^1]);
        }
        return held;
    }
}
