using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using Parlot;

namespace AccessGovernance.Conditions;

/// <summary>What stands outside of quotes: a run of letters, digits and . _ - : is one word, and means something by itself.</summary>
internal static class Words
{
    private const int MaxShown = 60;

    private static readonly FrozenSet<string> Keywords = new[]
    {
        "and", "or", "not", "in", "has", "exists", "starts", "ends", "with", "before", "after", "true", "false",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KeywordSpans = Keywords.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] MomentFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.f'Z'", "yyyy-MM-dd'T'HH:mm:ss.ff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];

    public static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':';

    public static bool IsSymbol(char c) => c is '=' or '!' or '<' or '>';

    public static bool IsKeyword(ReadOnlySpan<char> word) => KeywordSpans.Contains(word);

    public static bool IsCount(ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('0', '9');

    public static TimeUnit? Unit(ReadOnlySpan<char> word)
    {
        var plural = word is [.., 's' or 'S'] ? word.ToString() : $"{word}s";
        return plural.All(char.IsAsciiLetter) && Enum.TryParse<TimeUnit>(plural, ignoreCase: true, out var unit) ? unit : null;
    }

    /// <exception cref="ParseException">No comparison.</exception>
    public static ComparisonOperator Comparison(TextSpan symbol)
    {
        foreach (var comparison in Enum.GetValues<ComparisonOperator>())
        {
            if (symbol.Span.SequenceEqual(ConditionWriter.SymbolOf(comparison)))
                return comparison;
        }
        throw Wrong(symbol.Offset, $"{Shown(symbol)} is no comparison; there are ==, !=, <, <=, > and >=");
    }

    /// <exception cref="ParseException">Neither number nor boolean.</exception>
    public static ConditionValue Value(TextSpan word)
    {
        if (NumberValue.Parse(word.Span) is { } number)
            return number;
        if (word.Span.Equals("true", StringComparison.OrdinalIgnoreCase))
            return new BooleanValue(true);
        if (word.Span.Equals("false", StringComparison.OrdinalIgnoreCase))
            return new BooleanValue(false);
        throw Wrong(word.Offset, char.IsAsciiLetter(word.Span[0]) ? $"expected a value; a text is written in quotes, '{Shown(word)}'"
            : $"{Shown(word)} is no number of at most {NumberValue.MaxWholeDigits} digits, and {NumberValue.MaxDecimals} more after the point");
    }

    /// <exception cref="ParseException">No moment.</exception>
    public static Moment Fixed(TextSpan word) =>
        DateTimeOffset.TryParseExact(word.Span, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new FixedMoment(new Instant(at.ToUnixTimeMilliseconds()))
            : throw Wrong(word.Offset, $"{Shown(word)} is neither a date such as 2026-01-31, nor a time in UTC such as 2026-01-31T12:00:00Z");

    /// <exception cref="ParseException">Longer ago than may be asked.</exception>
    public static Moment Ago(TextSpan count, TextSpan unit) =>
        int.TryParse(count.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= ConditionLimits.MaxAgo
            ? new TimeAgo(number, Unit(unit.Span)!.Value)
            : throw Wrong(count.Offset, $"{Shown(count)} is not between 1 and {ConditionLimits.MaxAgo}");

    /// <summary>The text between two quotes, whose escapes are known to be good.</summary>
    public static string Unescape(ReadOnlySpan<char> quoted)
    {
        if (!quoted.Contains('\\'))
            return quoted.ToString();
        var text = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            text.Append(quoted[i] != '\\' ? quoted[i] : quoted[++i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                var c => c,
            });
        }
        return text.ToString();
    }

    public static ParseException Wrong(int offset, string message) => new(message, new TextPosition(offset, 0, 0));

    private static string Shown(TextSpan word) => word.Length <= MaxShown ? word.ToString()! : $"{word.Span[..MaxShown]}…";
}
