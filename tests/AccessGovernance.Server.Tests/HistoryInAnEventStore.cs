namespace AccessGovernance.Server.Tests;

/// <summary>A server whose history an EventStoreDB keeps: another process, over the network.</summary>
public sealed class HistoryInAnEventStore : IAsyncLifetime, IDisposable
{
    private const string AnyPort = "0";

    private readonly TemporaryFolder storeFolder = new();
    private readonly TemporaryFolder folder = new();
    private ServerProcess store = null!;

    private string Connection => $"esdb://{store.Grpc.Authority}?tls=false&defaultDeadline=2000";

    public async Task InitializeAsync() => store = await StartStore(AnyPort);

    public async Task DisposeAsync() => await store.DisposeAsync();

    public void Dispose()
    {
        storeFolder.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Access_is_granted_asked_for_and_there_after_a_new_start()
    {
        string identity, entitlement, digest, token;
        await using (var server = await Start())
        {
            using var admin = Caller.Administrator(server);
            (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
            token = (await admin.Grant(identity, entitlement)).Receipt.Token;
            Assert.True((await admin.Check(identity, entitlement)).Allowed);
            digest = (await admin.History.GetDigestAsync(new() { Exactly = token })).Sha256;
            await server.Kill();
        }
        await using var again = await Start();
        using var later = Caller.Administrator(again);

        Assert.True((await later.Check(identity, entitlement)).Allowed);
        Assert.Equal(digest, (await later.History.GetDigestAsync(new() { Exactly = token })).Sha256);
        Assert.False(File.Exists(folder.File("history.db")));
        Assert.Equal("Healthy", (await again.Health()).Status);
    }

    [Fact]
    public async Task An_old_history_is_imported_row_by_row()
    {
        await using var server = await Start();
        using var admin = Caller.Administrator(server);
        var import = new Import(admin, "source");
        ImportRow[] rows =
        [
            Import.Row(1, "2020-01-01", ImportOperation.Add, ImportRelation.Holds, "ann", "team"),
            Import.Row(2, "2020-02-01", ImportOperation.Add, ImportRelation.Confers, "team", "repo"),
            Import.Row(3, "2020-03-01", ImportOperation.Remove, ImportRelation.Holds, "ann", "team"),
            Import.Row(4, "2020-04-01", ImportOperation.Add, ImportRelation.Holds, "bob", "repo"),
        ];

        Assert.Equal(4, (await import.Send(rows)).Accepted);
        Assert.Equal((0, 4), (await import.Send(rows)) is var repeat ? ((int)repeat.Accepted, (int)repeat.RepeatedRows) : default);
        Assert.True((await admin.Check(Caller.Identity("bob"), Caller.Entitlement("repo"))).Allowed);
        Assert.False((await admin.Check(Caller.Identity("ann"), Caller.Entitlement("repo"))).Allowed);
    }

    [Fact]
    public async Task An_event_store_that_is_gone_and_back_loses_nothing()
    {
        await using var server = await Start();
        using var admin = Caller.Administrator(server);
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        var port = store.Grpc.Port;
        await store.Kill();
        var request = new GrantAccessRequest { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement };
        var refused = await Refused.By(admin.Provisioning.GrantAccessAsync(request));
        Assert.True(refused.Code is StatusCode.Unavailable or StatusCode.Unknown, $"{refused.Code}");
        Assert.Equal("HEAD_NOT_HEARD", (await Refused.By(admin.Check(identity, entitlement))).Reason);
        Assert.Contains("not followed at the moment", (await server.Health()).Description, StringComparison.Ordinal);

        await store.DisposeAsync();
        store = await StartStore($"{port}");
        var grant = await admin.Provisioning.GrantAccessAsync(request);

        Assert.Equal(grant.GrantId, (await admin.Provisioning.GrantAccessAsync(request)).GrantId);
        Assert.True((await admin.Check(identity, entitlement)).Allowed);
    }

    [Fact]
    public async Task Another_history_and_lost_keys_are_refused()
    {
        await using (var server = await Start())
        {
            using var admin = Caller.Administrator(server);
            await admin.NewIdentity();
            await server.Stop();
        }
        using var empty = new TemporaryFolder();

        Assert.Contains("keys.db is missing", await Failure(empty, Connection), StringComparison.Ordinal);
        Assert.Contains("another history", await Failure(folder, Connection, "--eventstore-prefix", "other"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_store_is_verified_in_scratch_streams()
    {
        using var empty = new TemporaryFolder();
        var (code, output) = await ServerProcess.Fail(empty.Path, "verify-eventstore", "--eventstore", Connection);

        Assert.True(code == 0, output);
        Assert.Contains("The event store does everything that a history relies on.", output, StringComparison.Ordinal);
        Assert.False(File.Exists(empty.File("keys.db")));
    }

    [Theory]
    [InlineData("esdb://admin:s3cret@127.0.0.1:1?tls=false&defaultDeadline=1500", "cannot be reached")]
    [InlineData("esdb://admin:s3cret@127.0.0.1:1?tls=perhaps", "tls is 'perhaps'")]
    [InlineData("admin:s3cret@127.0.0.1", "no scheme")]
    [InlineData("esdb://admin:s3cret@127.0.0.1:1?tlsCaFile=/no/such.pem", "/no/such.pem")]
    public async Task What_is_wrong_with_a_connection_is_said_without_its_secret(string connection, string expected)
    {
        using var empty = new TemporaryFolder();
        var output = await Failure(empty, connection);

        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains("what to do:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", output, StringComparison.Ordinal);
    }

    private Task<ServerProcess> Start() => ServerProcess.Start(folder.Path, "--eventstore", Connection);

    private Task<ServerProcess> StartStore(string port) =>
        ServerProcess.Start(storeFolder.Path, "--eventstore-plain-store", "open", "--eventstore-endpoint", port);

    private static async Task<string> Failure(TemporaryFolder folder, string connection, params string[] more)
    {
        var (code, output) = await ServerProcess.Fail(folder.Path, ["--eventstore", connection, .. more]);
        Assert.Equal(1, code);
        return output;
    }
}
