using System.Globalization;
using System.Text;

namespace AccessGovernance.Cli.Output;

/// <summary>Makes text from elsewhere safe to show: no control character reaches the terminal, no line breaks a row.</summary>
internal static class PlainText
{
    /// <summary>One line: control, format and line-separating characters become visible escapes.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (IsUnsafe(c))
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                safe.Append(c);
        }
        return safe.ToString();
    }

    /// <summary>One field of a tab-separated line: backslash, tab and line breaks are escaped by a backslash.</summary>
    public static string TsvField(string text) => OneLine(text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal));

    private static bool IsUnsafe(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
