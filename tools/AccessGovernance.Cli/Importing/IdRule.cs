using System.Globalization;
using System.Text;

namespace AccessGovernance.Cli.Importing;

/// <summary>
/// What can be told about an id before it is sent: 1 to 256 bytes of UTF-8 in NFC, printable, no control or bidirectional characters, no
/// space at either end. The server has the last word.
/// </summary>
internal static class IdRule
{
    private const int MaxBytes = 256;

    /// <summary>What is wrong with the id, or null.</summary>
    public static string? Problem(string id)
    {
        if (id.Length == 0)
            return "the id is empty";
        if (Encoding.UTF8.GetByteCount(id) > MaxBytes)
            return $"the id is longer than {MaxBytes} bytes of UTF-8";
        if (char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1]))
            return "the id begins or ends with a space";
        foreach (var rune in id.EnumerateRunes())
        {
            if (!IsPrintable(rune))
                return $"the id has the character U+{rune.Value:X4}, which cannot be seen";
        }
        return id.IsNormalized(NormalizationForm.FormC) ? null : "the id is not in Unicode normalisation form C";
    }

    private static bool IsPrintable(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        return category == UnicodeCategory.SpaceSeparator
            ? rune.Value == ' '
            : category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
