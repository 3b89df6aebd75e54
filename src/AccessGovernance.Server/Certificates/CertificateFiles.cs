using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Certificates;

/// <summary>What files of certificates have in common.</summary>
internal static class CertificateFiles
{
    /// <summary>Whether it tells that a file cannot be used, and no defect.</summary>
    public static bool IsTrouble(Exception e) => e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;

    /// <summary>The authorities of a PEM file: several while one takes over from another.</summary>
    /// <exception cref="CryptographicException">It holds none.</exception>
    public static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate in PEM form");
    }

    /// <summary>The same at a start.</summary>
    /// <exception cref="StartException">It holds none.</exception>
    public static string RequireAuthorities(string name, string file)
    {
        try
        {
            Authorities(file);
            return file;
        }
        catch (Exception e) when (IsTrouble(e))
        {
            throw new StartException($"{name}: the certificates of {file} cannot be used: {e.Message}",
                "give a PEM file of the authorities, readable by the server's user");
        }
    }
}
