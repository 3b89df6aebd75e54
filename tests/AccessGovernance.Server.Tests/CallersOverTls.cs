using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Server.Tests;

/// <summary>The gRPC port with a certificate.</summary>
public sealed class CallersOverTls : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder folder = new();
    private readonly Authority authority;

    public CallersOverTls() => authority = new Authority(folder, "authority");

    [Fact]
    public async Task Callers_that_trust_its_authority_are_served_and_others_turn_away()
    {
        authority.Sign("server", "localhost");
        await using var server = await Start(authority.Certificate);
        using var admin = Caller.Administrator(server);
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await admin.Grant(identity, entitlement);
        Assert.True((await admin.Check(identity, entitlement)).Allowed);
        Assert.Equal("https", server.Grpc.Scheme);
        Assert.Equal("alive", (await server.Get("/livez")).Body);

        using var stranger = new Authority(folder, "stranger");
        await using var same = await Start(stranger.Certificate);
        using var mistrusting = Caller.Administrator(same);
        // Which of the two depends on how far the client had come with the connection.
        Assert.Contains((await Refused.By(mistrusting.NewIdentity())).Code, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
    }

    [Fact]
    public async Task A_certificate_may_be_a_pfx_with_its_key()
    {
        authority.Sign("server", "localhost");
        var file = folder.File("server.pfx");
        using (var pem = X509Certificate2.CreateFromPemFile(authority.CertificateOf("server"), authority.KeyOf("server")))
            await File.WriteAllBytesAsync(file, pem.Export(X509ContentType.Pkcs12));
        await using var server = await ServerProcess.Start(folder.File("data"), "--tls-certificate", file);
        server.Authority = authority.Certificate;
        using var admin = Caller.Administrator(server);
        await admin.NewIdentity();
    }

    [Fact]
    public async Task A_certificate_renewed_on_disk_is_shown_without_a_restart_and_a_broken_one_is_not()
    {
        using var first = authority.Sign("server", "localhost");
        await using var server = await Start(authority.Certificate);
        Assert.Equal(first.Thumbprint, await Shown(server));

        await File.WriteAllTextAsync(authority.CertificateOf("server"), "broken");
        while (!server.Output.Contains("cannot be used, the one before goes on", StringComparison.Ordinal))
            Assert.Equal(first.Thumbprint, await Shown(server));

        using var second = authority.Sign("server", "localhost");
        using var patience = new CancellationTokenSource(Patience);
        while (await Shown(server) != second.Thumbprint)
            patience.Token.ThrowIfCancellationRequested();
        using var admin = Caller.Administrator(server);
        await admin.NewIdentity();
    }

    [Fact]
    public async Task Bad_certificates_are_named()
    {
        authority.Sign("server", "localhost");
        authority.Sign("other", "localhost");
        await Refuses("tls-certificate-key is given without tls-certificate", "--tls-certificate-key", authority.KeyOf("server"));
        await Refuses("tls-certificate: the certificate", "--tls-certificate", folder.File("none.pem"));
        await Refuses("tls-certificate: the certificate", "--tls-certificate", authority.CertificateOf("server"));
        await Refuses("tls-certificate: the certificate", "--tls-certificate", authority.CertificateOf("server"), "--tls-certificate-key",
            authority.KeyOf("other"));
    }

    [Fact]
    public async Task Opening_the_port_without_a_certificate_is_warned_of()
    {
        await using var server = await ServerProcess.Start(folder.File("data"), "--listen", "any");
        await server.Says("send their tokens without TLS");
    }

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    private async Task<string> Shown(ServerProcess server)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Grpc.Host, server.Grpc.Port);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2], CertificateChainPolicy = Authority.TrustIn(authority.Certificate),
        });
        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
        return Assert.IsType<X509Certificate2>(tls.RemoteCertificate, exactMatch: false).Thumbprint;
    }

    private async Task<ServerProcess> Start(X509Certificate2 trusted)
    {
        var server = await ServerProcess.Start(
            folder.File(trusted.Thumbprint), "--tls-certificate", authority.CertificateOf("server"), "--tls-certificate-key", authority.KeyOf("server"));
        server.Authority = trusted;
        return server;
    }

    private async Task Refuses(string expected, params string[] options)
    {
        var (code, said) = await ServerProcess.Fail(folder.File("data"), options);
        Assert.Equal(1, code);
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.Contains("what to do:", said, StringComparison.Ordinal);
    }
}
