namespace AccessGovernance.Server.Tests;

/// <summary>Passwords of connections are in no line of the log: not at the start, not when what they lead to fails.</summary>
public sealed class SecretsInLogs
{
    private const string PostgresPassword = "canary-of-postgres";
    private const string StorePassword = "canary-of-the-store";

    [PostgresFact]
    public async Task A_silo_that_runs_and_then_loses_both_stores_says_no_password()
    {
        await using var cluster = await SiloCluster.Start();
        await using var store = await ServerProcess.Start(
            Path.Combine(cluster.Store.Data, "guarded"), "--eventstore-plain-store", $"keeper:{StorePassword}", "--eventstore-endpoint", "0");
        var (eventStore, postgres) =
            ($"esdb://keeper:{StorePassword}@{store.Grpc.Authority}?tls=false", $"{cluster.Postgres.ConnectionString};Password={PostgresPassword}");
        var silo = await cluster.Silo("a", "--eventstore", eventStore, "--cluster-postgres", postgres);
        using var admin = Caller.Administrator(silo);
        await admin.NewIdentity();
        var token = admin.Bearer!;

        await cluster.Postgres.Stop();
        await store.Kill();
        Assert.NotNull(await Refused.IfAny(admin.NewIdentity()));
        await silo.Says("Npgsql");
        // Without its database it cannot take leave of the cluster, and ends all the same.
        await silo.Stop();

        AssertSilent(silo.Output, token);
        AssertSilent(store.Output, token);
    }

    [Theory]
    [InlineData("--eventstore-prefix", "a b")]
    [InlineData("--silo-listen", "nowhere")]
    [InlineData("--eventstore-endpoint", "0")]
    [InlineData("--migrate", "on")]
    [InlineData("--silo-certificate", "/none.pem")]
    public async Task A_start_that_fails_says_no_password(string option, string value)
    {
        using var folder = new TemporaryFolder();
        var (code, said) = await ServerProcess.Fail(
            folder.Path, "--eventstore", $"esdb://keeper:{StorePassword}@127.0.0.1:1?tls=false", "--cluster-postgres",
            $"Host=127.0.0.1;Port=1;Username=keeper;Password={PostgresPassword}", option, value);
        Assert.Equal(1, code);
        Assert.Contains("what to do:", said, StringComparison.Ordinal);
        AssertSilent(said, "");
    }

    [Fact]
    public async Task A_wrong_password_is_not_repeated()
    {
        using var folder = new TemporaryFolder();
        await using var store = await ServerProcess.Start(
            folder.File("store"), "--eventstore-plain-store", $"keeper:{StorePassword}", "--eventstore-endpoint", "0");
        var (code, said) = await ServerProcess.Fail(
            folder.File("data"), "--eventstore", $"esdb://keeper:{PostgresPassword}@{store.Grpc.Authority}?tls=false");
        Assert.Equal(1, code);
        AssertSilent(said, "");
        AssertSilent(store.Output, "");
    }

    private static void AssertSilent(string output, string token)
    {
        Assert.DoesNotContain("canary", output, StringComparison.Ordinal);
        if (token.Length > 0)
            Assert.DoesNotContain(token, output, StringComparison.Ordinal);
    }
}
