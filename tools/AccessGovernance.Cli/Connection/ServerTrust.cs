using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Cli.Connection;

/// <summary>Which authorities may vouch for the server's certificate; its name must be the one in the address in any case.</summary>
internal static class ServerTrust
{
    private const string Next = "Give the PEM file of the authority that signed the server's certificate, with --ca FILE or AGCTL_CA.";

    /// <param name="file">Those that count instead of the machine's, in PEM form; null for the machine's.</param>
    /// <exception cref="CommandFailed">The file cannot be read, or holds no certificate.</exception>
    public static SslClientAuthenticationOptions Of(string? file)
    {
        if (file is null)
            return new SslClientAuthenticationOptions();
        // Privately used authorities rarely publish what they revoked.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CommandFailed(ExitCode.Unreachable, $"the authorities' file '{file}' cannot be used: {e.Message}", Next);
        }
        return policy.CustomTrustStore.Count > 0
            ? new SslClientAuthenticationOptions { CertificateChainPolicy = policy }
            : throw new CommandFailed(ExitCode.Unreachable, $"'{file}' holds no certificate in PEM form", Next);
    }
}
