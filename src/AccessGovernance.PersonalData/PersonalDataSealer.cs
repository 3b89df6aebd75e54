using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>
/// Seals and opens texts about identities with the identity's own key of the retention class. What is sealed opens only for the same
/// identity, class and associated data, and never again once the keys are destroyed. Thread-safe.
/// </summary>
/// <remarks>
/// Stored form: version (1) | nonce | ciphertext | tag. Inside: length in bytes of UTF-8 (int32, little-endian) | text | zeros up to a
/// multiple of 16, so that the length reveals less. The version and the class are part of what is authenticated.
/// </remarks>
public sealed class PersonalDataSealer(KeyStore keys)
{
    private const byte Version = 1;
    private const int LengthPrefix = sizeof(int);
    private const int Block = 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Seals a text. The identity's keys are created, and durable, before this returns.</summary>
    /// <exception cref="IdentityForgottenException">The keys were destroyed.</exception>
    /// <exception cref="ArgumentException">The text is no valid Unicode.</exception>
    public byte[] Seal(IdentityId subject, RetentionClass retention, ReadOnlySpan<byte> associatedData, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = keys.FindOrCreate(subject).Of(retention);
        var plain = Pad(text);
        try
        {
            var sealedBytes = new byte[1 + plain.Length + AesGcmBox.Overhead];
            sealedBytes[0] = Version;
            AesGcmBox.Seal(key, plain, Binding(retention, associatedData), sealedBytes.AsSpan(1));
            return sealedBytes;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Opens what <see cref="Seal"/> returned; null when the keys were destroyed: the text is forgotten.</summary>
    /// <exception cref="CryptographicException">Sealed for another identity, class or place, or not what was sealed.</exception>
    /// <exception cref="KeyStoreException">There never was a key: the key store is older than the history.</exception>
    public string? Open(IdentityId subject, RetentionClass retention, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> sealedBytes)
    {
        var found = keys.Find(subject) ?? throw new KeyStoreException(
            "The history holds a sealed text of an identity that has no key: the key store is older than the history. Restore the newest "
            + "backup of the key store.");
        if (found.AreDestroyed)
            return null;
        var length = sealedBytes.Length - 1 - AesGcmBox.Overhead;
        if (length < Block || length % Block != 0 || sealedBytes[0] != Version)
            throw new CryptographicException("A sealed text has an unknown form.");
        var plain = new byte[length];
        try
        {
            AesGcmBox.Open(found.Of(retention), sealedBytes[1..], Binding(retention, associatedData), plain);
            return Utf8.GetString(plain, LengthPrefix, BinaryPrimitives.ReadInt32LittleEndian(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Pad(string text)
    {
        try
        {
            var length = Utf8.GetByteCount(text);
            var padded = new byte[(LengthPrefix + length + Block - 1) / Block * Block];
            BinaryPrimitives.WriteInt32LittleEndian(padded, length);
            Utf8.GetBytes(text, padded.AsSpan(LengthPrefix));
            return padded;
        }
        catch (EncoderFallbackException)
        {
            // The original names the character.
            throw new ArgumentException("The text is no valid Unicode.", nameof(text));
        }
    }

    private static byte[] Binding(RetentionClass retention, ReadOnlySpan<byte> associatedData) =>
        [Version, (byte)retention, .. associatedData];
}
