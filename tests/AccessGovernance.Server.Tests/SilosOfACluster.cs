namespace AccessGovernance.Server.Tests;

/// <summary>Two silos over one history: what one acknowledges, the other knows.</summary>
public sealed class SilosOfACluster : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SiloCluster cluster = null!;

    public async Task InitializeAsync()
    {
        if (PostgresProcess.Programs is not null)
            cluster = await SiloCluster.Start();
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    [PostgresFact, Trait("Rule", "14")]
    public async Task Silos_find_the_same_account_by_its_login_until_one_forgets_whose_it_was()
    {
        using var a = Caller.Administrator(await cluster.Silo("a"));
        using var b = Caller.Administrator(await cluster.Silo("b"));
        var (application, ann) = (await a.NewApplication(), await b.NewIdentity());
        static Report Report(Caller caller, string application) => new(caller, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) };
        async Task<Orphan> Orphan(Caller caller, Google.Protobuf.WellKnownTypes.Timestamp at) => Assert.Single(
            (await caller.Observations.ListOrphansAsync(new() { Application = application, ValidAt = at })).Orphans);
        var first = Report(a, application);
        await first.All(Running.Report.Account("login", ""));
        var known = await Orphan(b, first.TakenAt);
        Assert.Equal("login", known.Login);
        var second = Report(b, application);
        await second.All(Running.Report.Account("login", ""));
        Assert.Equal(known.Account, (await Orphan(a, second.TakenAt)).Account);
        await Report(a, application).All(Running.Report.Account("login", ann));
        await b.Forget(ann);
        Assert.Equal("", (await Orphan(b, first.TakenAt)).Login);
    }

    [PostgresFact, Trait("Rule", "11")]
    public async Task What_one_silo_acknowledged_another_one_knows_by_its_token()
    {
        using var a = Caller.Administrator(await cluster.Silo("a"));
        using var b = Caller.Administrator(await cluster.Silo("b"));
        Assert.Single((await b.Tokens.ListTokensAsync(new())).Tokens);
        var entitlement = await a.NewEntitlement();
        for (var i = 0; i < 20; i++)
        {
            var (here, there) = i % 2 == 0 ? (a, b) : (b, a);
            var identity = await here.NewIdentity();
            var request = new GrantAccessRequest { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement };
            var granted = await here.Provisioning.GrantAccessAsync(request);

            Assert.True((await here.Check(identity, entitlement)).Allowed);
            var asked = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = granted.Receipt.Token } };
            Assert.True((await there.History.CheckAccessAsync(asked)).Allowed);
            var repeated = await there.Provisioning.GrantAccessAsync(request);
            Assert.Equal((granted.GrantId, granted.Receipt.Position, false), (repeated.GrantId, repeated.Receipt.Position, repeated.Receipt.Changed));
        }
        Assert.Equal(await a.Digest(await a.Newest()), await b.Digest(await a.Newest()));
    }

    [PostgresFact]
    public async Task Personal_data_and_tokens_are_the_same_on_every_silo()
    {
        using var a = Caller.Administrator(await cluster.Silo("a"));
        using var b = Caller.Administrator(await cluster.Silo("b"));
        var identity = Caller.Identity(Caller.New("identity"));
        var registered = await a.Identities.RegisterIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = identity, Kind = IdentityKind.Employee, Attributes = { ["mail"] = "ann@example.org" },
        });

        var read = await b.Identities.GetIdentityAsync(new() { Identity = identity, AtLeast = registered.Receipt.Token });
        Assert.Equal("ann@example.org", read.Identity.Attributes["mail"]);

        var token = await a.Tokens.IssueTokenAsync(new() { RequestId = Caller.NewRequest(), Identity = identity, Roles = { Role.Reader } });
        using var reader = new Caller(b.Server, token.Bearer);
        Assert.NotEqual(StatusCode.Unauthenticated, (await Refused.IfAny(reader.Check(identity, Caller.Entitlement("any"))))?.Code);
        await a.Tokens.RevokeTokenAsync(new() { RequestId = Caller.NewRequest(), TokenId = token.TokenId });
        using var patience = new CancellationTokenSource(Patience);
        while (await Refused.IfAny(reader.Check(identity, Caller.Entitlement("any"))) is not { Code: StatusCode.Unauthenticated })
            patience.Token.ThrowIfCancellationRequested();
    }

    [PostgresFact]
    public async Task A_silo_with_keys_of_its_own_or_in_anothers_directory_does_not_start()
    {
        var a = await cluster.Silo("a");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("master.key"), new byte[32]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.File("master.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await Refuses("do not belong together", folder.Path, "--master-key", folder.File("master.key"));
        await Refuses("cannot be read", folder.Path, "--master-key", folder.File("no.key"));
        await Refuses("is missing", folder.Path, "--token-signing-key", folder.File("no.key"));
        await Refuses("in use by another silo", a.Data);
        await Refuses("another history", folder.Path, "--eventstore-prefix", "other");
    }

    private async Task Refuses(string expected, string data, params string[] other)
    {
        string[] options = [.. cluster.Options().Chunk(2).Where(o => !other.Contains(o[0])).SelectMany(o => o), .. other];
        var (code, said) = await ServerProcess.Fail(data, options);
        Assert.Equal(1, code);
        Assert.Contains(expected, said, StringComparison.Ordinal);
    }
}
