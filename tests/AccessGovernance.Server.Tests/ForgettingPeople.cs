namespace AccessGovernance.Server.Tests;

/// <summary>Personal data is in no file in the clear, and after forgetting it is nowhere; who had access answers as before.</summary>
[Trait("Rule", "15")]
public sealed class ForgettingPeople
{
    private static readonly string[] Canaries =
    [
        "canary.mail@example.org", "Zażółć Gęślą Canary", "canary-login-7731", "☃ canary \"quoted\" ☃", "canary-reason-5512",
        "canary-correction-9921", "canary-title-4410",
    ];

    [Fact]
    public async Task No_byte_of_a_person_is_found_before_or_after_forgetting()
    {
        using var folder = new TemporaryFolder();
        var people = await Story(folder);
        await using var again = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(again);
        await AssertForgotten(admin, people);
        Assert.Empty(Traces.Find(folder.Path, Canaries, again.Output));
    }

    [Fact]
    public async Task A_restored_key_store_is_emptied_again_at_start()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, byte[]> backup = [];
        var people = await Story(folder, () => backup = folder.Copy("keys.db", "keys.db-wal", "keys.db-shm"));
        foreach (var file in Directory.GetFiles(folder.Path, "keys.db*"))
            File.Delete(file);
        foreach (var (name, content) in backup)
            await File.WriteAllBytesAsync(folder.File(name), content);
        await using (var restored = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(restored);
            await AssertForgotten(admin, people);
            await restored.Stop();
        }
        // With the keys destroyed again, an older history opens nothing any more.
        Assert.NotEqual(backup["keys.db"], await File.ReadAllBytesAsync(folder.File("keys.db")));
        await using var again = await ServerProcess.Start(folder.Path);
        using var later = Caller.Administrator(again);
        await AssertForgotten(later, people);
    }

    [Fact]
    public async Task Forgetting_needs_a_terminated_identity_no_hold_and_two_persons()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        await AssertNeeds(admin, await People.Make(admin));
    }

    private static async Task AssertNeeds(Caller admin, People people)
    {
        using var first = await admin.Issue(people.First, Role.Administrator);
        using var second = await admin.Issue(people.Second, Role.Administrator);
        async Task<string> Request(Caller c) => (await Refused.IfAny(c.Identities.RequestForgettingAsync(
            new() { RequestId = Caller.NewRequest(), Identity = people.Leaver }).ResponseAsync))?.Reason ?? "";
        async Task<string> Confirm(Caller c) => (await Refused.IfAny(c.Identities.ConfirmForgettingAsync(
            new() { RequestId = Caller.NewRequest(), Identity = people.Leaver }).ResponseAsync))?.Reason ?? "";

        Assert.Equal("IDENTITY_NOT_TERMINATED", await Request(first));
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = people.Leaver });
        Assert.Equal("PERSON_REQUIRED", await Request(admin));
        var hold = (await admin.Identities.PlaceLegalHoldAsync(new() { RequestId = Caller.NewRequest(), Identity = people.Leaver })).HoldId;
        Assert.Equal("LEGAL_HOLD_IN_PLACE", await Request(first));
        await admin.Identities.LiftLegalHoldAsync(new() { RequestId = Caller.NewRequest(), Identity = people.Leaver, HoldId = hold });
        Assert.Equal("FORGETTING_NOT_REQUESTED", await Confirm(second));
        Assert.Equal("", await Request(first));
        Assert.Equal("SECOND_PERSON_REQUIRED", await Confirm(first));
        Assert.Equal("PERSON_REQUIRED", await Confirm(admin));
        Assert.Equal("", await Confirm(second));
        Assert.Equal("IDENTITY_FORGOTTEN", (await Refused.By(admin.Identities.UpdateIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = people.Leaver, Attributes = { { "mail", "x" } }, UpdateMask = new() { Paths = { "attributes.mail" } },
        }))).Reason);
        Assert.Equal("IDENTITY_FORGOTTEN", (await Refused.By(admin.Identities.ReinstateIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = people.Leaver }))).Reason);
    }

    private static Task<People> Story(TemporaryFolder folder) => Story(folder, () => { });

    /// <summary>A life with personal data in every place that takes some, its end, and that it is forgotten.</summary>
    private static async Task<People> Story(TemporaryFolder folder, Action backUp)
    {
        People people;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            people = await People.Make(admin);
            await people.Live(admin);
            Assert.Equal(4, (await admin.Identities.GetIdentityAsync(new() { Identity = people.Leaver })).Identity.Attributes.Count);
            Assert.Empty(Traces.Find(folder.Path, Canaries, server.Output));
            await server.Stop();
            Assert.Empty(Traces.Find(folder.Path, Canaries, server.Output));
            backUp();
        }
        await using var second = await ServerProcess.Start(folder.Path);
        using var again = Caller.Administrator(second);
        await people.Forget(again);
        await AssertForgotten(again, people);
        Assert.Empty(Traces.Find(folder.Path, Canaries, second.Output));
        await second.Stop();
        Assert.Empty(Traces.Find(folder.Path, Canaries, second.Output));
        return people;
    }

    private static async Task AssertForgotten(Caller admin, People people)
    {
        var identity = (await admin.Identities.GetIdentityAsync(new() { Identity = people.Leaver })).Identity;
        Assert.True(identity.Forgotten);
        Assert.Empty(identity.Attributes);
        Assert.Empty((await admin.Identities.FindIdentitiesAsync(new() { Attribute = "mail", Value = Canaries[0] })).Identities);
        var holders = await admin.History.WhoHadAccessAsync(new() { Entitlement = people.Entitlement, ValidAt = people.While });
        Assert.Equal([people.Leaver], holders.Holders.Select(h => h.Identity));
    }

    private sealed record People(string Leaver, string First, string Second, string Entitlement)
    {
        public Google.Protobuf.WellKnownTypes.Timestamp While { get; private set; } = new();

        public static async Task<People> Make(Caller admin)
        {
            var request = new RegisterIdentityRequest { RequestId = Caller.NewRequest(), Identity = Caller.Identity("leaver"), Kind = IdentityKind.Employee };
            (request.Attributes["mail"], request.Attributes["name"]) = (Canaries[0], Canaries[1]);
            (request.Attributes["login"], request.Attributes["note"]) = (Canaries[2], Canaries[3]);
            await admin.Identities.RegisterIdentityAsync(request);
            return new(request.Identity, await admin.NewIdentityOf("persons/a", LinkRole.Person), await admin.NewIdentityOf("persons/b", LinkRole.Person),
                await admin.NewEntitlement());
        }

        public async Task Live(Caller admin)
        {
            var grant = new GrantAccessRequest { RequestId = Caller.NewRequest(), Identity = Leaver, Entitlement = Entitlement, Reason = Canaries[4] };
            var granted = await admin.Provisioning.GrantAccessAsync(grant);
            While = (await admin.Check(Leaver, Entitlement)).Basis.ValidFrom;
            await admin.Provisioning.CorrectGrantAsync(new()
            {
                RequestId = Caller.NewRequest(), Identity = Leaver, Entitlement = Entitlement, GrantId = granted.GrantId, Reason = Canaries[5],
                Validity = new() { From = While, Until = Caller.FromNow(TimeSpan.FromDays(9)) },
            });
            await admin.Identities.UpdateIdentityAsync(new()
            {
                RequestId = Caller.NewRequest(), Identity = Leaver, Attributes = { { "note", Canaries[6] } },
                UpdateMask = new() { Paths = { "attributes.note" } },
            });
            // Refused with its text, too.
            await Refused.By(admin.Provisioning.GrantAccessAsync(new(grant) { Reason = Canaries[5] }));
        }

        public async Task Forget(Caller admin)
        {
            await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = Leaver, Reason = Canaries[4] });
            using var first = await admin.Issue(First, Role.Administrator);
            using var second = await admin.Issue(Second, Role.Administrator);
            await first.Identities.RequestForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = Leaver });
            await second.Identities.ConfirmForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = Leaver });
        }
    }
}
