using System.Security.Cryptography;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Authentication;

/// <summary>Files of the data directory that only the server's user may read.</summary>
internal static class SecretFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key that signs tokens.</summary>
    /// <param name="makes">Whether it is made when it is missing.</param>
    /// <exception cref="StartException">It is missing, open to others, or no key.</exception>
    public static ECDsa SigningKey(string path, bool makes)
    {
        if (!File.Exists(path))
        {
            if (!makes)
                throw new StartException($"{path} is missing", "give the file that the other silos have; the first one is made with --migrate");
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(path, fresh.ExportPkcs8PrivateKeyPem());
        }
        RequireOwnerOnly(path);
        try
        {
            var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new StartException($"{path} holds no EC private key in PEM form", "restore it from a backup; without it every token issued so far is void");
        }
    }

    /// <summary>Written aside and renamed, so that a reader sees all of it or nothing.</summary>
    public static void Write(string path, string content)
    {
        var aside = path + ".new";
        File.Delete(aside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(aside, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }
        File.Move(aside, path, overwrite: true);
    }

    private static void RequireOwnerOnly(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new StartException($"{path} can be read by other users", $"run: chmod 600 {path}");
    }
}
