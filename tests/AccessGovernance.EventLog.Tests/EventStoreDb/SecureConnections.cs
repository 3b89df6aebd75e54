using System.Text;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class SecureConnections : IDisposable
{
    private readonly Certificates certificates = new();

    [Fact]
    public async Task The_authority_of_the_settings_is_trusted()
    {
        await using var server = await Start("127.0.0.1");
        await using var log = await Open(server, $"tlsCaFile={certificates.AuthorityFile}");

        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-a", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task Other_authorities_and_other_hosts_are_not()
    {
        using var others = new Certificates();
        await using var server = await Start("127.0.0.1");
        await using var elsewhere = await Start("127.0.0.2");

        await Assert.ThrowsAsync<LogRefusedException>(() => Open(server, "defaultDeadline=1000"));
        await Assert.ThrowsAsync<LogRefusedException>(() => Open(server, $"defaultDeadline=1000&tlsCaFile={others.AuthorityFile}"));
        await Assert.ThrowsAsync<LogRefusedException>(() => Open(elsewhere, $"defaultDeadline=1000&tlsCaFile={certificates.AuthorityFile}"));
    }

    [Fact]
    public async Task No_certificate_is_checked_when_that_is_asked_for()
    {
        await using var server = await Start("127.0.0.2");
        await using var log = await Open(server, "tlsVerifyCert=false");

        Assert.Equal(0, log.Head.Position);
    }

    [Fact]
    public async Task The_clients_certificate_is_shown()
    {
        var (certificate, key) = certificates.Client("node-1");
        await using var server = await Start("127.0.0.1");
        await using var log = await Open(server, $"tlsCaFile={certificates.AuthorityFile}&userCertFile={certificate}&userKeyFile={key}");

        Assert.Equal("CN=node-1", server.Faults.ClientCertificate);
    }

    [Theory]
    [InlineData("tlsCaFile=/no/such.pem", "tlsCaFile: /no/such.pem cannot be used")]
    [InlineData("userCertFile=/no/such.pem&userKeyFile=/no/such.key", "userCertFile: /no/such.pem cannot be used")]
    public async Task Files_that_cannot_be_read_are_named(string options, string expected)
    {
        await using var server = await Start("127.0.0.1");

        var refused = await Assert.ThrowsAsync<EventStoreSettingsException>(() => Open(server, options));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task User_and_password_go_with_every_call_with_or_without_encryption(bool tls)
    {
        await using var server = await StoreServer.Start(new StoreUnderTest(TimeProvider.System), tls ? certificates.Server("127.0.0.1") : null);
        var options = tls ? $"tlsCaFile={certificates.AuthorityFile}" : "tls=false&nodePreference=follower&connectionName=node 1";
        await using var log = await EventStoreEventLog.Open(
            ConnectionString.Parse($"esdb://jos%C3%A9:p%3Aw@{server.Endpoint}?{options}"), new StorePrefix("test"), TimeProvider.System, default);

        var calls = server.Faults.Calls.ToArray();
        var credentials = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("josé:p:w"));
        Assert.All(calls, c => Assert.Equal((credentials, tls ? "accessgovernance" : "node 1"), (c.GetValue("authorization"), c.GetValue("connection-name"))));
        // Where the history ends only the leader is asked, whoever is read from.
        Assert.Contains(calls, c => c.GetValue("requires-leader") == "true");
        Assert.Equal(!tls, calls.Any(c => c.GetValue("requires-leader") is null));
    }

    public void Dispose() => certificates.Dispose();

    private async Task<StoreServer> Start(string address) =>
        await StoreServer.Start(new StoreUnderTest(TimeProvider.System), certificates.Server(address));

    private static Task<EventStoreEventLog> Open(StoreServer server, string options) => EventStoreEventLog.Open(
        ConnectionString.Parse($"esdb://{server.Endpoint}?{options}"), new StorePrefix("test"), TimeProvider.System, default);
}
