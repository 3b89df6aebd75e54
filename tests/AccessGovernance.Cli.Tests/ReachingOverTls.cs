using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Cli.Tests;

/// <summary>Whose certificates agctl takes, and what it says of others.</summary>
public sealed class ReachingOverTls : IDisposable
{
    private readonly Folder folder = new();
    private readonly string certificate;
    private readonly string key;

    public ReachingOverTls()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        certificate = folder.Write("server.pem", signed.ExportCertificatePem());
        key = folder.Write("server.key", own.ExportPkcs8PrivateKeyPem());
    }

    [Fact]
    public async Task The_authority_is_named_by_option_or_environment_and_others_do_not_count()
    {
        await using var server = await RealServer.StartAsync("--tls-certificate", certificate, "--tls-certificate-key", key);
        Assert.Equal(0, await server.Terminal().RunAsync("application", "define", "erp", "--ca", certificate));
        var named = server.Terminal();
        named.Environment["AGCTL_CA"] = certificate;
        Assert.Equal(0, await named.RunAsync("application", "list"));
        Assert.Contains("erp", named.Out, StringComparison.Ordinal);

        var unknown = server.Terminal();
        Assert.Equal(3, await unknown.RunAsync("application", "list"));
        Assert.Contains("--ca", unknown.Error, StringComparison.Ordinal);
    }

    [Theory, InlineData("missing.pem", "cannot be used"), InlineData("server.key", "holds no certificate")]
    public async Task A_bad_file_of_authorities_is_named(string file, string problem)
    {
        var terminal = new Terminal();
        terminal.Environment["AGCTL_TOKEN_FILE"] = folder.Write("token", "token");
        Assert.Equal(3, await terminal.RunAsync("application", "list", "--server", "https://127.0.0.1:1", "--ca", folder.File(file)));
        Assert.Contains(problem, terminal.Error, StringComparison.Ordinal);
        Assert.Contains(file, terminal.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
