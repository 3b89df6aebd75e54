using System.Globalization;
using System.Text;

namespace AccessGovernance.Domain;

/// <summary>
/// The rule for ids of people, identities, applications and entitlements: 1 to 256 bytes of UTF-8 in NFC, printable, no control or
/// bidirectional characters, no space at either end. Ids are what target systems call things, so nothing else is asked of them.
/// </summary>
public static class IdText
{
    public const int MaxBytes = 256;

    /// <summary>What is wrong with <paramref name="text"/> as an id, or null when it is one.</summary>
    public static string? Problem(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            return "must not be empty";
        if (text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes)
            return $"must be at most {MaxBytes} bytes of UTF-8";
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
            return "must not begin or end with a space";
        if (Ascii.IsValid(text))
            return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Forbidden(text) : null;
        return Forbidden(text) ?? (ComposedText.IsComposed(text) ? null : "must be in Unicode normalisation form C");
    }

    private static string? Forbidden(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                return "must be valid Unicode (unpaired surrogate)";
            if (!IsPrintable(rune))
                return $"must not contain the character U+{rune.Value:X4}";
            i += rune.Utf16SequenceLength;
        }
        return null;
    }

    // Format characters include every bidirectional control and zero-width character; spaces other than U+0020 look alike.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };
}
