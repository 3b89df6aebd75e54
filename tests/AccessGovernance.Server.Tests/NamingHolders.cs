namespace AccessGovernance.Server.Tests;

/// <summary>Who had access, by names or ids alone, is exactly who had it with every reason given.</summary>
[Trait("Rule", "2")]
public sealed class NamingHolders(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Names_and_ids_are_those_of_the_whole_answer_at_every_moment()
    {
        var (entitlement, before) = await SomeHolders();
        WhoHadAccessRequest[] moments =
        [
            new(), new() { ValidAt = Caller.At("2022-01-01T00:00:00Z") }, new() { ValidAt = Caller.At("2020-06-01T00:00:00Z") },
            new() { Knowledge = new() { KnownAt = before } }, new() { Knowledge = new() { KnownBy = KnownBy.Source } },
            new() { ValidDuring = new() { From = Caller.At("2021-01-01T00:00:00Z"), Until = Caller.At("2024-01-01T00:00:00Z") } },
        ];
        var counted = new List<int>();
        foreach (var moment in moments)
        {
            moment.Entitlement = entitlement;
            var answer = await admin.History.WhoHadAccessAsync(moment);
            var whole = answer.Holders;
            var (names, ids) = (await All(new(moment) { NamesOnly = true }), await All(new(moment) { IdsOnly = true }));
            Assert.Equal(whole.Select(h => (h.Identity, h.State)), names.SelectMany(p => p.Holders).Select(h => (h.Identity, h.State)));
            Assert.Equal(whole.Select(h => Import.IdOf(h.Identity)), ids.SelectMany(p => p.Ids));
            Assert.All(names, p => Assert.Empty(p.Ids));
            Assert.All(ids, p => Assert.Empty(p.Holders));
            Assert.All(names.Concat(ids), p => Assert.Equal(answer.Basis.NotKnown, p.Basis.NotKnown));
            counted.Add(whole.Count);
        }
        Assert.Equal([4, 3, 3, 0, 4, 3], counted);
    }

    [Fact]
    public async Task Names_say_who_is_suspended()
    {
        var (entitlement, _) = await SomeHolders();
        var names = await All(new() { Entitlement = entitlement, NamesOnly = true });
        Assert.Single(names.SelectMany(p => p.Holders), h => h.State == AccessState.Suspended);
    }

    [Fact]
    public async Task Ids_alone_cannot_be_of_more_than_one_state_of_knowledge()
    {
        var question = new WhoHadAccessRequest { Entitlement = await admin.NewEntitlement(), IdsOnly = true, Knowledge = new() { Ever = true } };
        var refused = await Refused.By(admin.History.WhoHadAccessAsync(question));
        Assert.Equal((StatusCode.InvalidArgument, "ids_only"), (refused.Code, refused.Fields.Single()));
        question = new() { Entitlement = Caller.Entitlement(Caller.New("unknown")), IdsOnly = true };
        Assert.Equal(StatusCode.NotFound, (await Refused.By(admin.History.WhoHadAccessAsync(question))).Code);
        question = new() { Entitlement = question.Entitlement, NamesOnly = true };
        Assert.Equal(StatusCode.NotFound, (await Refused.By(admin.History.WhoHadAccessAsync(question))).Code);
    }

    /// <summary>Two directly, one of them suspended and twice; two along a role, from now on; and one whose access has ended.</summary>
    private async Task<(string Entitlement, Google.Protobuf.WellKnownTypes.Timestamp Before)> SomeHolders()
    {
        var (role, right, before) = (await admin.NewEntitlement(), await admin.NewEntitlement(), Caller.FromNow(TimeSpan.Zero));
        await admin.Confer(role, right);
        var (direct, suspended, along, left) = (await admin.NewIdentity(), await admin.NewIdentity(), await admin.NewIdentity(), await admin.NewIdentity());
        foreach (var (identity, entitlement) in new[] { (direct, right), (suspended, right), (suspended, right), (along, role), (left, right) })
            await Granted(identity, entitlement, "2020-03-01T00:00:00Z");
        await Granted(await admin.NewIdentity(), role, "2023-06-01T00:00:00Z");
        await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = suspended });
        await admin.Identities.TerminateIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = left, EffectiveAt = Caller.At("2022-06-01T00:00:00Z"), Reason = "left",
        });
        return (right, before);
    }

    private async Task Granted(string identity, string entitlement, string from) => await admin.Provisioning.GrantAccessAsync(new()
    {
        RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Reason = "late", Validity = new() { From = Caller.At(from) },
    });

    private async Task<List<WhoHadAccessResponse>> All(WhoHadAccessRequest question)
    {
        var pages = new List<WhoHadAccessResponse>();
        question.PageSize = 2;
        do
        {
            pages.Add(await admin.History.WhoHadAccessAsync(question));
            Assert.Equal(pages[^1].NextPageToken.Length == 0, pages[^1].Basis.Complete);
            Assert.InRange(pages[^1].Holders.Count + pages[^1].Ids.Count, 0, question.PageSize);
            question.PageToken = pages[^1].NextPageToken;
        }
        while (question.PageToken.Length > 0);
        return pages;
    }
}
