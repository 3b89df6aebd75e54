namespace AccessGovernance.Server.Tests;

public sealed class ClusterOptions
{
    private const string Store = "esdb://127.0.0.1:1?tls=false";
    private const string Database = "Host=127.0.0.1;Port=1;Username=nobody;Password=s3cret";

    [Theory]
    [InlineData("no eventstore", "--cluster-postgres", Database)]
    [InlineData("silo-port is given, but no cluster-postgres", "--silo-port", "11112")]
    [InlineData("migrate is given, but no cluster-postgres", "--migrate")]
    [InlineData("master-key is given, but no cluster-postgres", "--eventstore", Store, "--master-key", "k")]
    [InlineData("cluster-postgres is no connection string", "--eventstore", Store, "--cluster-postgres", "Host=a;Pass word s3cret=x")]
    [InlineData("cluster-postgres is no connection string", "--eventstore", Store, "--cluster-postgres", "Password=s3cret")]
    [InlineData("cluster-id is 'My Cluster'", "--eventstore", Store, "--cluster-postgres", Database, "--cluster-id", "My Cluster")]
    [InlineData("silo-listen is '0.0.0.0'", "--eventstore", Store, "--cluster-postgres", Database, "--silo-listen", "0.0.0.0")]
    [InlineData("are both 7000", "--eventstore", Store, "--cluster-postgres", Database, "--silo-port", "7000", "--gateway-port", "7000")]
    [InlineData("silos would speak without TLS with 192.0.2.1", "--eventstore", Store, "--cluster-postgres", Database, "--silo-listen", "192.0.2.1")]
    [InlineData("one is given alone", "--eventstore", Store, "--cluster-postgres", Database, "--silo-ca", "/none.pem")]
    [InlineData("silo-plain is on although", "--eventstore", Store, "--cluster-postgres", Database, "--silo-ca", "/none.pem", "--silo-plain", "on")]
    [InlineData("silo-certificate-key is given without", "--eventstore", Store, "--cluster-postgres", Database, "--silo-certificate-key", "/none.pem")]
    [InlineData("silo-plain is given, but no cluster-postgres", "--silo-plain", "on")]
    [InlineData("PostgreSQL at 127.0.0.1", "--eventstore", Store, "--cluster-postgres", Database, "--migrate")]
    public async Task What_is_wrong_with_them_is_said_without_secrets(string expected, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var (code, output) = await ServerProcess.Fail(folder.Path, options);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains("what to do:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", output, StringComparison.Ordinal);
    }
}
