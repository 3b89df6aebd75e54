using System.Security.Cryptography;

namespace AccessGovernance.PersonalData;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, laid out as nonce | ciphertext | tag. One key seals at most 2^32 boxes, which
/// is far beyond the texts of one identity and the keys of one store.
/// </summary>
internal static class AesGcmBox
{
    public const int KeyLength = 32;
    public const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> boundTo, Span<byte> box)
    {
        RandomNumberGenerator.Fill(box[..NonceLength]);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(box[..NonceLength], plain, box[NonceLength..^TagLength], box[^TagLength..], boundTo);
    }

    /// <exception cref="AuthenticationTagMismatchException">Another key, another binding, or changed bytes.</exception>
    public static void Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> boundTo, Span<byte> plain)
    {
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, boundTo);
    }
}
