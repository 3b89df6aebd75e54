using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using AccessGovernance.Domain;

namespace AccessGovernance.Server.Quick;

/// <summary>Resource names as bytes: a collection and the percent-encoded id (RFC 3986, section 2).</summary>
internal static class NameText
{
    /// <summary>Bytes of an encoded id for each of its characters, at most.</summary>
    public const int MaxBytesPerCharacter = 9;

    /// <summary>Characters of an id, at most.</summary>
    public const int MaxCharacters = IdText.MaxBytes;

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>Writes the percent-encoded id and returns how many bytes it takes.</summary>
    public static int Encode(ReadOnlySpan<char> id, Span<byte> into)
    {
        var length = 0;
        while (!id.IsEmpty)
        {
            var plain = id.IndexOfAnyExcept(Unreserved) is var at and >= 0 ? at : id.Length;
            length += Encoding.ASCII.GetBytes(id[..plain], into[length..]);
            id = id[plain..];
            if (!id.IsEmpty)
                length += Escape(ref id, into[length..]);
        }
        return length;
    }

    /// <summary>The id of a name as text; nothing may be wrong with the name, but nobody has looked at the id.</summary>
    /// <param name="id">At least <see cref="MaxCharacters"/> long.</param>
    /// <returns>Characters of the id; 0 when something is wrong with the name.</returns>
    public static int Decode(ReadOnlySpan<byte> name, ReadOnlySpan<byte> collection, Span<char> id)
    {
        if (!name.StartsWith(collection))
            return 0;
        Span<byte> bytes = stackalloc byte[MaxCharacters];
        var length = Unescape(name[collection.Length..], bytes);
        return Utf8.ToUtf16(bytes[..length], id, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done ? written : 0;
    }

    private static int Escape(ref ReadOnlySpan<char> id, Span<byte> into)
    {
        Span<byte> bytes = stackalloc byte[4];
        _ = Rune.DecodeFromUtf16(id, out var rune, out var consumed);
        id = id[consumed..];
        var length = 0;
        foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
        {
            into[length++] = (byte)'%';
            _ = Utf8Formatter.TryFormat(one, into[length..], out var digits, new StandardFormat('X', 2));
            length += digits;
        }
        return length;
    }

    // 0 for what is too long or wrong.
    private static int Unescape(ReadOnlySpan<byte> encoded, Span<byte> into)
    {
        var length = 0;
        while (encoded.IndexOfAny((byte)'%', (byte)'/') is var at and >= 0)
        {
            if (encoded[at] == '/' || at + 2 >= encoded.Length || length + at >= into.Length
                || !byte.TryParse(encoded.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
                return 0;
            encoded[..at].CopyTo(into[length..]);
            length += at;
            into[length++] = one;
            encoded = encoded[(at + 3)..];
        }
        if (length + encoded.Length > into.Length)
            return 0;
        encoded.CopyTo(into[length..]);
        return length + encoded.Length;
    }
}
