using System.Globalization;
using System.Text;

namespace AccessGovernance.Domain;

/// <summary>The rules for attributes of identities: what they may be called, and which characters their values may hold.</summary>
public static class AttributeTexts
{
    public const int MaxNameLength = 64;

    // Letters and symbols by their category that show nothing: fillers of Hangul, and the empty pattern of Braille.
    private static readonly int[] Fillers = [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800];

    /// <summary>True for 1 to 64 lower-case letters (a to z), digits, dots, dashes and underscores.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is < 1 or > MaxNameLength)
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-' or '_'))
                return false;
        }
        return true;
    }

    /// <summary>The first control or bidirectional character of a text, line breaks and tabs excepted; null where there is none.</summary>
    public static char? Forbidden(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if ((char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || IsDirectional(c) || c is '\u2028' or '\u2029')
                return c;
        }
        return null;
    }

    /// <summary>True for a text in which nothing is to be seen: spaces, line breaks, invisible characters, or nothing.</summary>
    public static bool IsBlank(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EnumerateRunes().All(r => Rune.IsWhiteSpace(r) || Fillers.Contains(r.Value) || Rune.GetUnicodeCategory(r)
            is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
    }

    private static bool IsDirectional(char c) => c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
