using AccessGovernance.EventLog.EventStoreDb.Connections;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class ConnectionStrings
{
    [Fact]
    public void One_host_is_connected_to_as_it_is()
    {
        var settings = ConnectionString.Parse("esdb://db.example");

        Assert.Equal([new StoreEndpoint("db.example", 2113)], settings.Hosts);
        Assert.Equal((false, true, true), (settings.Discovers, settings.Tls, settings.VerifiesCertificate));
        Assert.Equal((NodePreference.Leader, 10), (settings.Preference, settings.MaxDiscoverAttempts));
        Assert.Equal((10, 10, 5), (settings.DefaultDeadline.TotalSeconds, settings.KeepAliveInterval!.Value.TotalSeconds, settings.GossipTimeout.TotalSeconds));
        Assert.Empty(settings.Warnings);
    }

    [Theory]
    [InlineData("esdb+discover://db:2200", 1)]
    [InlineData("kurrentdb://a,b:1,c", 3)]
    [InlineData("kdb+discover://a,b/", 2)]
    [InlineData("KURRENT+DISCOVER://[::1]:7", 1)]
    public void Several_hosts_or_discover_ask_for_the_members(string text, int hosts)
    {
        var settings = ConnectionString.Parse(text);

        Assert.True(settings.Discovers);
        Assert.Equal(hosts, settings.Hosts.Count);
    }

    [Fact]
    public void Ports_and_addresses_are_read()
    {
        Assert.Equal(
            [new StoreEndpoint("10.0.0.1", 2113), new StoreEndpoint("::1", 7), new StoreEndpoint("fe80::2", 2113), new StoreEndpoint("b", 65_535)],
            ConnectionString.Parse("esdb://10.0.0.1,[::1]:7,[fe80::2],b:65535").Hosts);
    }

    [Fact]
    public void User_and_password_may_hold_anything_when_encoded()
    {
        var settings = ConnectionString.Parse("esdb://ad%40min:p%40:s%2Fs%25%3F@db?tls=false");

        Assert.Equal(new StoreCredentials("ad@min", "p@:s/s%?"), settings.Credentials);
        Assert.Contains("in the clear", Assert.Single(settings.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_read_whatever_its_case()
    {
        var settings = ConnectionString.Parse(
            "esdb://db/?TLS=true&tlsverifycert=false&tlsCaFile=%2Fca.pem&userCertFile=c.pem&userKeyFile=k.pem&connectionName=node 1"
            + "&nodePreference=READONLYREPLICA&maxDiscoverAttempts=3&discoveryInterval=50&gossipTimeout=700&defaultDeadline=2000"
            + "&keepAliveInterval=-1&keepAliveTimeout=1500&throwOnAppendFailure=false");

        Assert.Equal(("/ca.pem", "c.pem", "k.pem"), (settings.CertificateAuthorityFile, settings.ClientCertificateFile, settings.ClientKeyFile));
        Assert.Equal(("node 1", NodePreference.ReadOnlyReplica, 3), (settings.ConnectionName, settings.Preference, settings.MaxDiscoverAttempts));
        Assert.Equal((50, 700, 2000),
            (settings.DiscoveryInterval.TotalMilliseconds, settings.GossipTimeout.TotalMilliseconds, settings.DefaultDeadline.TotalMilliseconds));
        Assert.Equal((null, TimeSpan.FromMilliseconds(1500)), (settings.KeepAliveInterval, settings.KeepAliveTimeout));
        Assert.False(settings.VerifiesCertificate);
    }

    [Theory]
    [InlineData(5, 5_000)]
    [InlineData(99, 99_000)]
    [InlineData(100, 100)]
    [InlineData(5_000, 5_000)]
    public void The_gossip_timeout_is_read_in_either_unit(int given, int ms) =>
        Assert.Equal(ms, ConnectionString.Parse($"esdb://db?gossipTimeout={given}").GossipTimeout.TotalMilliseconds);

    [Theory]
    [InlineData("db:2113", "begin it with esdb://")]
    [InlineData("http://db", "begin it with esdb://")]
    [InlineData("esdb+other://db", "begin it with esdb://")]
    [InlineData("esdb://", "host")]
    [InlineData("esdb://a,,b", "host")]
    [InlineData("esdb://a b", "host")]
    [InlineData("esdb://db:0", "a port that is none")]
    [InlineData("esdb://db:65536", "from 1 to 65535")]
    [InlineData("esdb://user@db", "user without a password")]
    [InlineData("esdb://:x@db", "empty user")]
    [InlineData("esdb://db/path", "path")]
    [InlineData("esdb://db//?tls=true", "path")]
    [InlineData("esdb://db?tls", "'tls' has no value")]
    [InlineData("esdb://db?tls=maybe", "tls is 'maybe': give true or false")]
    [InlineData("esdb://db?tls=true&TLS=false", "twice")]
    [InlineData("esdb://db?nope=1", "known are tls, tlsVerifyCert")]
    [InlineData("esdb://db?nodePreference=best", "give leader, follower, random or readOnlyReplica")]
    [InlineData("esdb://db?nodePreference=1", "give leader, follower")]
    [InlineData("esdb://db?maxDiscoverAttempts=0", "from 1 to 1000")]
    [InlineData("esdb://db?defaultDeadline=-5", "defaultDeadline is '-5'")]
    [InlineData("esdb://db?keepAliveInterval=10", "milliseconds from 1000")]
    [InlineData("esdb://db?userCertFile=a", "give both or none")]
    [InlineData("esdb://db?tls=false&userCertFile=a&userKeyFile=b", "needs TLS")]
    [InlineData("esdb://db?tlsCaFile=", "path of a PEM file")]
    [InlineData("esdb://db?connectionName=a%0Ab", "printable")]
    [InlineData("esdb://db?tlsCaFile=%G0", "write % itself as %25")]
    public void What_is_wrong_is_named_with_what_is_allowed(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<EventStoreSettingsException>(() => ConnectionString.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("esdb://admin:se%cret@db")]
    [InlineData("esdb://admin:secret@db:99999")]
    [InlineData("esdb://admin:secret/word@db")]
    [InlineData("admin:secret@db")]
    public void Messages_hold_no_secret(string text) =>
        Assert.DoesNotContain("cret", Assert.Throws<EventStoreSettingsException>(() => ConnectionString.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_printed_form_holds_no_secret()
    {
        var settings = ConnectionString.Parse("esdb://admin:secret@db,db2:1?tls=false");

        Assert.Equal("cluster of db:2113, db2:1 (no TLS, user admin)", settings.ToString());
        Assert.Equal("admin", $"{settings.Credentials}");
    }

    [Fact]
    public void Too_many_hosts_are_refused() =>
        Assert.Throws<EventStoreSettingsException>(() => ConnectionString.Parse("esdb://" + string.Join(',', Enumerable.Range(0, 33).Select(i => "h" + i))));
}
