using System.Security.Cryptography;

namespace AccessGovernance.PersonalData;

/// <summary>
/// The key that wraps all others: 32 random bytes in a file of mode 0600, kept apart from the history and its backups. Thread-safe; its
/// printed form reveals nothing.
/// </summary>
public sealed class MasterKey
{
    public const int Length = AesGcmBox.KeyLength;

    /// <summary>Bytes of a wrapped 256-bit key.</summary>
    internal const int WrappedLength = Length + AesGcmBox.Overhead;

    private readonly byte[] key;

    private MasterKey(string path, byte[] key) => (Path, this.key) = (path, key);

    public string Path { get; }

    /// <summary>Reads the key, or creates it when there is no key store yet.</summary>
    /// <param name="path">The key's file.</param>
    /// <param name="keyStorePath">The key store that it belongs to.</param>
    /// <exception cref="KeyStoreException">Missing beside a store, open to others, of a wrong length, or unreadable.</exception>
    public static MasterKey Open(string path, string keyStorePath)
    {
        try
        {
            if (!File.Exists(path))
                Create(path, keyStorePath);
            return Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"The master key file {path} cannot be read or created: {e.Message}", e);
        }
    }

    /// <summary>Reads the key of a store that several processes share; each has the same file.</summary>
    /// <param name="makes">Whether the file is made when it is missing.</param>
    /// <exception cref="KeyStoreException">Missing, open to others, of a wrong length, or unreadable.</exception>
    public static MasterKey OpenShared(string path, bool makes)
    {
        try
        {
            if (makes && !File.Exists(path))
                OwnerOnlyFile.Create(path, RandomNumberGenerator.GetBytes(Length));
            return Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"The master key file {path} cannot be read: {e.Message}", e);
        }
    }

    public override string ToString() => "[master key]";

    internal void Wrap(ReadOnlySpan<byte> plainKey, ReadOnlySpan<byte> boundTo, Span<byte> wrapped) =>
        AesGcmBox.Seal(key, plainKey, boundTo, wrapped);

    /// <exception cref="CryptographicException">Wrapped by another master key, for something else, or damaged.</exception>
    internal byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> boundTo)
    {
        if (wrapped.Length != WrappedLength)
            throw new CryptographicException("A wrapped key has a wrong length.");
        var plainKey = new byte[Length];
        AesGcmBox.Open(key, wrapped, boundTo, plainKey);
        return plainKey;
    }

    private static void Create(string path, string keyStorePath)
    {
        if (File.Exists(keyStorePath))
        {
            throw new KeyStoreException($"The master key file {path} is missing, but the key store {keyStorePath} exists and no other key "
                + "opens it. Restore the file from its backup, with mode 0600.");
        }
        OwnerOnlyFile.Create(path, RandomNumberGenerator.GetBytes(Length));
    }

    private static MasterKey Read(string path)
    {
        using var file = File.OpenHandle(path);
        if (OwnerOnlyFile.IsOpenToOthers(file))
            throw new KeyStoreException($"The master key file {path} is open to others than its owner. Run: chmod 600 {path}");
        if (RandomAccess.GetLength(file) is var length && length != Length)
        {
            throw new KeyStoreException($"The master key file {path} has {length} bytes instead of {Length}. Restore it from its backup, "
                + "with mode 0600.");
        }
        var key = new byte[Length];
        for (var read = 0; read < Length;)
        {
            var count = RandomAccess.Read(file, key.AsSpan(read), read);
            read += count > 0 ? count : throw new IOException("the file ended early");
        }
        return new MasterKey(path, key);
    }
}
