using System.Globalization;
using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Conditions;

/// <summary>
/// One pass over a text before it is parsed, without recursion: quotes, brackets and characters. After it, the parser needs no more of its
/// stack than <see cref="ConditionLimits.MaxDepth"/> brackets take.
/// </summary>
internal static class TextOutline
{
    private const string Escapable = "'\\nrt";

    public static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    /// <summary>The first thing that is wrong with the outline, or null.</summary>
    public static (int Offset, string Message)? Problem(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\'':
                    var (end, problem) = EndOfQuoted(text, i + 1);
                    if (problem is not null)
                        return (end, problem);
                    i = end;
                    break;
                case '(' when ++depth > ConditionLimits.MaxDepth:
                    return (i, $"brackets are nested deeper than {ConditionLimits.MaxDepth} levels");
                case ')' when --depth < 0:
                    return (i, "this bracket closes nothing");
                case var c when c is not (>= ' ' and <= '~') && !IsSpace(c):
                    return (i, $"{Named(text, i)} may stand in quotes only, and those are straight: '…'");
            }
        }
        return null;
    }

    /// <summary>The closing quote of a text, or where and why it is no text.</summary>
    private static (int At, string? Problem) EndOfQuoted(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '\'')
                return (i, null);
            if (text[i] < ' ')
                return (i, $"{Named(text, i)} may not stand in a text; line breaks and tabs are written \\n, \\r and \\t");
            if (text[i] == '\\' && (++i == text.Length || !Escapable.Contains(text[i])))
                return (i - 1, "after \\ there must be one of ' \\ n r t");
        }
        return (start - 1, "the quote that is opened here is not closed");
    }

    private static string Named(string text, int at)
    {
        var code = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
        return string.Create(CultureInfo.InvariantCulture, $"the character U+{code:X4}");
    }
}
