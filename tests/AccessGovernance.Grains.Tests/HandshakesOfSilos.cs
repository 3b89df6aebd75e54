using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessGovernance.Server.Certificates;
using AccessGovernance.Server.Clusters;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AccessGovernance.Grains.Tests;

/// <summary>What a stranger can make a silo do before it is turned away.</summary>
public sealed class HandshakesOfSilos : IDisposable
{
    private const string Name = "silo.accessgovernance";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("handshakes-");
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly SiloTlsTrust trust;

    public HandshakesOfSilos()
    {
        using var own = Signed("http://127.0.0.1:9/unused", out var authority);
        using (authority)
            File.WriteAllText(In("ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(In("silo.pem"), own.ExportCertificatePem());
        using (var key = own.GetECDsaPrivateKey()!)
            File.WriteAllText(In("silo.key"), key.ExportPkcs8PrivateKeyPem());
        trust = new(new(new CertificateSetting("silo-certificate", In("silo.pem"), In("silo.key")), In("ca.pem")), time, NullLogger<SiloTlsTrust>.Instance);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_fetched_from_where_a_strangers_certificate_says(bool accepts)
    {
        using var named = new TcpListener(IPAddress.Loopback, 0);
        named.Start();
        using var stranger = Signed($"http://{named.LocalEndpoint}/issuer.cer", out var authority);
        authority.Dispose();
        var whyNot = "";
        var (here, there) = await Connected();
        await using var silo = new SslStream(here);
        await using var other = new SslStream(there);
        Task[] both = accepts
            ? [silo.AuthenticateAsServerAsync(trust.AsServer(why => whyNot = why)), other.AuthenticateAsClientAsync(AsClient(stranger))]
            : [silo.AuthenticateAsClientAsync(trust.AsClient(why => whyNot = why)), other.AuthenticateAsServerAsync(AsServer(stranger))];

        await Assert.ThrowsAsync<AuthenticationException>(() => both[0].WaitAsync(Patience));
        await silo.DisposeAsync();
        await Record.ExceptionAsync(() => both[1].WaitAsync(Patience));

        Assert.Contains("the authority of the silos did not sign for it", whyNot, StringComparison.Ordinal);
        Assert.False(named.Pending());
    }

    [Fact]
    public async Task Those_who_say_nothing_are_so_many_at_most_and_have_so_long()
    {
        var tls = new SiloTls(trust, new(time, NullLogger<SiloTlsRefusals>.Instance), time);
        var accept = tls.Accepting(_ => throw new InvalidOperationException("it was let in"));
        var silent = Enumerable.Range(0, SiloTls.MaxHandshakes).Select(_ => new Silent()).ToList();
        var handshakes = silent.Select(s => accept(s.Connection)).ToList();

        var oneMore = new Silent();
        await accept(oneMore.Connection).WaitAsync(Patience);
        await oneMore.Ended.WaitAsync(Patience);
        Assert.DoesNotContain(silent, s => s.Ended.IsCompleted);

        time.Advance(SiloTls.Handshake);
        await Task.WhenAll([.. handshakes, .. silent.Select(s => s.Ended)]).WaitAsync(Patience);
        var next = accept(new Silent().Connection);
        Assert.False(next.IsCompleted);
        time.Advance(SiloTls.Handshake);
        await next.WaitAsync(Patience);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);

    // Without fetching anything itself.
    private static SslServerAuthenticationOptions AsServer(X509Certificate2 certificate) =>
        new() { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) };

    private static SslClientAuthenticationOptions AsClient(X509Certificate2 certificate) => new()
    {
        TargetHost = Name, ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        CertificateChainPolicy = new() { VerificationFlags = X509VerificationFlags.AllFlags, DisableCertificateDownloads = true },
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
    };

    // By an authority of its own, which is said to lie at an address.
    private static X509Certificate2 Signed(string issuerAt, out X509Certificate2 authority)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=an authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerAt]));
        using var signed = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1]);
        return signed.CopyWithPrivateKey(key);
    }

    private static async Task<(NetworkStream Here, NetworkStream There)> Connected()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        return ((await listener.AcceptTcpClientAsync()).GetStream(), client.GetStream());
    }

    /// <summary>A connection whose other end sends nothing.</summary>
    private sealed class Silent
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Silent()
        {
            var pipes = (Input: new Pipe(), Output: new Pipe());
            Connection = new DefaultConnectionContext { Transport = new Ends(pipes.Input.Reader, pipes.Output.Writer) };
            Connection.ConnectionClosed.Register(() => ended.TrySetResult());
        }

        public DefaultConnectionContext Connection { get; }

        public Task Ended => ended.Task;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
