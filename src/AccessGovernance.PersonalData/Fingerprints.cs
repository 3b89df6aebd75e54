using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>
/// Tells whether two requests, or two texts, are the same, and reveals nothing else without the key: HMAC-SHA-256, the first 16 bytes.
/// A text about a person belongs into a request's canonical form only as its own fingerprint, which dies with the person's key.
/// Thread-safe.
/// </summary>
public sealed class Fingerprints(KeyStore keys) : IDisposable
{
    // Made once for each thread: to set up a key costs more than to hash a request.
    private readonly ThreadLocal<IncrementalHash> requests =
        new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.FingerprintKey), trackAllValues: true);

    private static readonly byte[] TextPurpose = "access-governance/text-fingerprint/v1"u8.ToArray();

    /// <summary>Fingerprint of a request without personal texts, under a key of the store.</summary>
    public Guid Of(ReadOnlySpan<byte> canonicalRequest)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        requests.Value!.AppendData(canonicalRequest);
        requests.Value!.GetHashAndReset(hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Fingerprint of a text about an identity, under a key derived (HKDF, RFC 5869) from the identity's own.</summary>
    /// <exception cref="IdentityForgottenException">The keys were destroyed.</exception>
    public Guid OfText(IdentityId subject, RetentionClass retention, string text)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, keys.FindOrCreate(subject).Of(retention), key, TextPurpose);
        return Truncate(key, Encoding.UTF8.GetBytes(text));
    }

    public void Dispose()
    {
        foreach (var hash in requests.Values)
            hash.Dispose();
        requests.Dispose();
    }

    private static Guid Truncate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content, hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
