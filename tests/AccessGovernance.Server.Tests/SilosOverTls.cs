using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Server.Tests;

/// <summary>Silos that show each other certificates let nobody else in.</summary>
public sealed class SilosOverTls : IAsyncLifetime, IDisposable
{
    private const string Name = "silo.accessgovernance";
    private const string NoConnection = "No connection between silos";
    private const int Strangers = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly Authority authority;
    private SiloCluster cluster = null!;

    public SilosOverTls() => authority = new Authority(folder, "silos");

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

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    [PostgresFact]
    public async Task What_one_acknowledges_another_knows_and_a_killed_one_is_replaced()
    {
        // Names of their own, and one that all of them have.
        var (first, second) = (await Silo("a", Name, "a.example"), await Silo("b", "b.example", Name));
        using var a = Caller.Administrator(first);
        using var b = Caller.Administrator(second);
        var entitlement = await a.NewEntitlement();
        var identities = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? a : b).NewIdentity()));
        foreach (var identity in identities)
            await AssertGranted(a, b, identity, entitlement);

        await second.Kill();
        using var patience = new CancellationTokenSource(Patience);
        foreach (var identity in identities)
        {
            while (await Refused.IfAny(a.Grant(identity, entitlement)) is not null)
                patience.Token.ThrowIfCancellationRequested();
        }
        Assert.DoesNotContain("shows no certificate", first.Output, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_silo_of_another_authority_does_not_get_in_even_if_it_trusts_this_one()
    {
        var member = await Silo("a", Name);
        using var other = new Authority(folder, "others");
        other.Sign("stranger", Name);
        await File.AppendAllTextAsync(other.File, "\n" + authority.Certificate.ExportCertificatePem());

        var stranger = cluster.Begin("stranger", Options(other, "stranger"));
        await member.Says("the authority of the silos did not sign for it");

        using var a = Caller.Administrator(member);
        await AssertGranted(a, a, await a.NewIdentity(), await a.NewEntitlement());
        Assert.DoesNotContain("Application started", stranger.Output, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Whoever_shows_a_certificate_for_something_else_does_not_get_in()
    {
        var port = SiloCluster.FreePort();
        authority.Sign("a", Name);
        var member = await cluster.Silo("a", [.. Options(authority, "a"), "--silo-port", port]);
        using var good = authority.Sign("good", Name);
        using var web = authority.Sign("web", "web.example");
        Assert.True(await IsLetIn(int.Parse(port), "good"));
        Assert.False(await IsLetIn(int.Parse(port), "web"));
        await member.Says("it has none of the DNS names of this silo's certificate");
    }

    [PostgresFact]
    public async Task Whoever_shows_no_certificate_hears_nothing_and_does_not_fill_the_log()
    {
        var port = SiloCluster.FreePort();
        authority.Sign("a", Name);
        var member = await cluster.Silo("a", [.. Options(authority, "a"), "--silo-port", port]);
        for (var i = 0; i < Strangers; i++)
            Assert.Equal(0, await Heard(int.Parse(port), "GET / HTTP/1.1\r\n\r\n"u8.ToArray()));
        await member.Says(NoConnection);
        Assert.False(await IsLetIn(int.Parse(port), null));

        Assert.InRange(member.Output.Split('\n').Count(l => l.Contains(NoConnection, StringComparison.Ordinal)), 1, Strangers / 5);
        using var a = Caller.Administrator(member);
        await AssertGranted(a, a, await a.NewIdentity(), await a.NewEntitlement());
    }

    [Fact]
    public async Task A_certificate_that_other_silos_would_refuse_is_refused_at_the_start()
    {
        using var other = new Authority(folder, "others");
        authority.Sign("nameless");
        other.Sign("foreign", Name);
        await Refuses("has no DNS name", Options(authority, "nameless"));
        string[] foreign = [.. Options(other, "foreign")[..4], "--silo-ca", authority.File];
        await Refuses("the authority of the silos did not sign for it", foreign);
        await Refuses("silo-ca: the certificates of", [.. Options(other, "foreign")[..4], "--silo-ca", other.KeyOf("foreign")]);
    }

    private async Task Refuses(string expected, string[] options)
    {
        const string nowhere = "esdb://127.0.0.1:1?tls=false";
        var (code, said) = await ServerProcess.Fail(
            folder.File("data"), ["--eventstore", nowhere, "--cluster-postgres", "Host=127.0.0.1;Port=1;Username=a", .. options]);
        Assert.Equal(1, code);
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.Contains("what to do:", said, StringComparison.Ordinal);
    }

    private static async Task AssertGranted(Caller here, Caller there, string identity, string entitlement)
    {
        var granted = await here.Grant(identity, entitlement);
        var asked = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = new() { AtLeast = granted.Receipt.Token } };
        Assert.True((await there.History.CheckAccessAsync(asked)).Allowed);
    }

    // Bytes that say anything: an alert of TLS, which ends it, says nothing.
    private static async Task<int> Heard(int port, byte[] said)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port);
        await tcp.GetStream().WriteAsync(said);
        using var answer = new MemoryStream();
        try
        {
            await tcp.GetStream().CopyToAsync(answer).WaitAsync(Patience);
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            answer.SetLength(0);
        }
        const byte alert = 21;
        return answer.Length > 0 && answer.GetBuffer()[0] == alert ? 0 : (int)answer.Length;
    }

    // Whoever is let in hears how Orleans begins. In TLS 1.3 a client learns that it is refused when it reads.
    private async Task<bool> IsLetIn(int port, string? name)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port);
        await using var tls = new SslStream(tcp.GetStream());
        using var pem = name is null ? null : X509Certificate2.CreateFromPemFile(authority.CertificateOf(name), authority.KeyOf(name));
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Name, CertificateChainPolicy = Authority.TrustIn(authority.Certificate),
                ClientCertificateContext = pem is null ? null : SslStreamCertificateContext.Create(pem, null, offline: true),
            }).WaitAsync(Patience);
            return await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience) > 0;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return false;
        }
    }

    private async Task<ServerProcess> Silo(string name, params string[] dnsNames)
    {
        authority.Sign(name, dnsNames);
        return await cluster.Silo(name, Options(authority, name));
    }

    private static string[] Options(Authority signer, string name) =>
        ["--silo-certificate", signer.CertificateOf(name), "--silo-certificate-key", signer.KeyOf(name), "--silo-ca", signer.File];
}
