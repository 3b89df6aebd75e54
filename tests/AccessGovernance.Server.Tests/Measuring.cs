namespace AccessGovernance.Server.Tests;

/// <summary>What /metrics says moves with what is done, by what it was; nobody is named in it.</summary>
public sealed class Measuring(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Commands = "accessgovernance_commands_total";
    private const string Refusals = "accessgovernance_refusals_total";

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Commands_are_counted_by_kind_and_outcome()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var before = await Scrape.Of(server.Process);

        await admin.Grant(identity, entitlement);

        var after = await Scrape.Of(server.Process);
        (string, string)[] granted = [("kind", "GrantAccess"), ("outcome", "done")];
        Assert.Equal(before.Value(Commands, granted) + 1, after.Value(Commands, granted));
        Assert.Equal(before.Value(Commands) + 1, after.Value(Commands));
        Assert.Equal(after.Value(Commands, ("kind", "GrantAccess")),
            after.Value("accessgovernance_command_duration_seconds_count", ("kind", "GrantAccess")));
    }

    [Fact]
    public async Task Refusals_are_counted_by_the_reason_that_the_caller_was_told()
    {
        var entitlement = await admin.NewEntitlement();
        var before = await Scrape.Of(server.Process);

        var refused = await Refused.By(admin.Grant(Caller.Identity(Caller.New("nobody")), entitlement));

        var after = await Scrape.Of(server.Process);
        Assert.Equal("IDENTITY_UNKNOWN", refused.Reason);
        Assert.Equal(before.Value(Refusals, ("reason", "IDENTITY_UNKNOWN")) + 1, after.Value(Refusals, ("reason", "IDENTITY_UNKNOWN")));
        Assert.Equal(before.Value(Refusals) + 1, after.Value(Refusals));
        (string, string)[] ended = [("kind", "GrantAccess"), ("outcome", "refused")];
        Assert.Equal(before.Value(Commands, ended) + 1, after.Value(Commands, ended));
    }

    [Fact]
    public async Task Changes_of_a_stream_are_counted_one_by_one()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var before = await Scrape.Of(server.Process);

        using (var stream = admin.Provisioning.ApplyChanges())
        {
            foreach (var subject in new[] { identity, Caller.Identity(Caller.New("nobody")) })
                await stream.RequestStream.WriteAsync(
                    new() { Grant = new() { RequestId = Caller.NewRequest(), Identity = subject, Entitlement = entitlement } });
            await stream.RequestStream.CompleteAsync();
            await foreach (var _ in stream.ResponseStream.ReadAllAsync()) { }
        }

        var after = await Scrape.Of(server.Process);
        foreach (var outcome in new[] { "done", "refused" })
            Assert.Equal(before.Value(Commands, ("outcome", outcome)) + 1, after.Value(Commands, ("outcome", outcome)));
        Assert.Equal(before.Value(Commands) + 2, after.Value(Commands));
    }

    [Fact]
    public async Task Questions_are_timed_by_kind_and_outcome()
    {
        const string count = "accessgovernance_question_duration_seconds_count";
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        using var stranger = new Caller(server.Process, null);
        var before = await Scrape.Of(server.Process);

        await admin.Check(identity, entitlement);
        await Refused.By(stranger.History.WhoHadAccessAsync(new() { Entitlement = entitlement }));

        var after = await Scrape.Of(server.Process);
        foreach (var labels in new (string, string)[][] { [("kind", "CheckAccess"), ("outcome", "done")], [("kind", "WhoHadAccess"), ("outcome", "denied")] })
            Assert.Equal(before.Value(count, labels) + 1, after.Value(count, labels));
        Assert.Equal(before.Value(Refusals, ("reason", "TOKEN_MISSING")) + 1, after.Value(Refusals, ("reason", "TOKEN_MISSING")));
    }

    [Fact]
    public async Task The_log_and_the_index_show_what_they_hold()
    {
        const string appended = "accessgovernance_log_append_duration_seconds_count", grouped = "accessgovernance_log_group_appends_sum";
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var before = await Scrape.Of(server.Process);

        await admin.Grant(identity, entitlement);
        await admin.Check(identity, entitlement);

        var after = await Scrape.Of(server.Process);
        Assert.Equal(before.Value(appended, ("engine", "sqlite"), ("outcome", "appended")) + 1, after.Value(appended));
        Assert.True(after.Value(grouped) > before.Value(grouped));
        Assert.Equal(before.Value("accessgovernance_log_position") + 1, after.Value("accessgovernance_log_position"));
        Assert.Equal(after.Value("accessgovernance_log_position"), after.Value("accessgovernance_projector_position"));
        Assert.Equal(before.Value("accessgovernance_index_facts", ("kind", "grant")) + 1, after.Value("accessgovernance_index_facts", ("kind", "grant")));
        Assert.True(after.Value("accessgovernance_index_size_bytes") > 0);
        foreach (var well in new[] { "projector_lag_positions", "projector_lag_seconds", "projector_stopped", "clock_behind" })
            Assert.Contains($"accessgovernance_{well}", after.Text, StringComparison.Ordinal);
        Assert.Equal(0, after.Value("accessgovernance_projector_lag_positions") + after.Value("accessgovernance_projector_stopped"));
    }

    [Fact]
    public async Task Whoever_watches_is_counted()
    {
        using (var watch = admin.History.WatchHistory(new()))
        {
            Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(1, (await Scrape.Of(server.Process)).Value("accessgovernance_watchers"));
        }
    }

    [Fact]
    public async Task Nobody_is_named()
    {
        const string canary = "Canary4711";
        var (identity, application) = (Caller.Identity(canary + " person"), Caller.Application(canary + " application"));
        var entitlement = Caller.Entitlement(canary + " entitlement");
        await admin.Identities.RegisterIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = identity, Kind = IdentityKind.Employee, Attributes = { ["mail"] = canary + "@example.org" },
        });
        await admin.Entitlements.DefineApplicationAsync(
            new() { RequestId = Caller.NewRequest(), Application = application, GovernedFrom = Caller.At("2020-01-01T00:00:00Z") });
        await admin.Entitlements.DefineEntitlementAsync(
            new() { RequestId = Caller.NewRequest(), Entitlement = entitlement, Application = application, Kind = EntitlementKind.Role });
        await admin.Provisioning.GrantAccessAsync(
            new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Reason = canary });
        using var caller = await admin.Issue(identity, Role.Reader);
        await caller.Check(identity, entitlement);
        await Refused.By(caller.Grant(identity, entitlement));
        await Refused.By(admin.Check(Caller.Identity(canary + " nobody"), entitlement));

        var text = (await Scrape.Of(server.Process)).Text;

        Assert.Contains("ROLE_MISSING", text, StringComparison.Ordinal);
        Assert.DoesNotContain(canary, text, StringComparison.OrdinalIgnoreCase);
    }
}
