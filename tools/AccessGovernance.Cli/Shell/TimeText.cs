using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Shell;

/// <summary>
/// Times as people type them: ISO 8601 with a zone, or a plain date, which means its first instant in UTC. Whole milliseconds; what is
/// finer is refused and never rounded.
/// </summary>
internal static class TimeText
{
    private const string Hint = "such as 2026-03-01T12:00:00Z or 2026-03-01T13:00:00.250+01:00";

    private const int MaxFractionDigits = 3;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    private static readonly long Earliest = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <exception cref="FormatException">Says what is wrong with the text.</exception>
    public static Timestamp Parse(string text)
    {
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day))
            return Timestamp.FromDateTimeOffset(InRange(day, text));
        return Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(Zoned(text, "neither a date, such as 2026-03-01, nor")));
    }

    /// <summary>An instant with its zone, in milliseconds since the Unix epoch.</summary>
    /// <exception cref="FormatException">Says what is wrong with the text.</exception>
    public static long ParseInstant(string text) => Zoned(text, "not");

    private static long Zoned(string text, string isNot)
    {
        var zoned = text.EndsWith('Z') ? string.Concat(text.AsSpan(0, text.Length - 1), "+00:00") : text;
        if (FractionDigits(zoned) > MaxFractionDigits)
            throw new FormatException($"'{text}' is finer than a millisecond");
        if (!DateTimeOffset.TryParseExact(zoned, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw new FormatException($"'{text}' is {isNot} a time with a zone, {Hint}");
        return InRange(time, text).ToUnixTimeMilliseconds();
    }

    public static string Show(Timestamp? time) => time is null ? "" : Show(time.ToDateTimeOffset());

    public static string Show(DateTimeOffset time) =>
        time.ToUniversalTime()
            .ToString(time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset InRange(DateTimeOffset time, string text) =>
        time.ToUnixTimeMilliseconds() >= Earliest ? time : throw new FormatException($"'{text}' lies before the year 1900");

    private static int FractionDigits(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            return 0;
        var digits = 0;
        while (point + 1 + digits < text.Length && char.IsAsciiDigit(text[point + 1 + digits]))
            digits++;
        return digits;
    }
}
