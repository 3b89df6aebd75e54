using System.Collections.Immutable;
using System.Globalization;

namespace AccessGovernance.Domain.Conditions;

/// <summary>
/// The value of an attribute, or what one is compared with: then a text, a number or a boolean, where a text may also name a level. Texts are
/// equal when they are the same character by character: no letter case, no normalisation, no culture.
/// </summary>
public abstract record ConditionValue
{
    private protected ConditionValue()
    {
    }

    /// <summary>Below, at or above zero as this comes before, with or after a value that is written; null where they cannot be compared.</summary>
    internal int? CompareTo(ConditionValue written) => (this, written) switch
    {
        (TextValue a, TextValue b) => string.CompareOrdinal(a.Text, b.Text),
        (NumberValue a, NumberValue b) => a.Number.CompareTo(b.Number),
        (BooleanValue a, BooleanValue b) => a.IsTrue.CompareTo(b.IsTrue),
        (LevelValue a, TextValue b) => a.Levels.IndexOf(b.Text) is >= 0 and var rank ? a.Rank.CompareTo(rank) : null,
        _ => null,
    };
}

public sealed record TextValue(string Text) : ConditionValue;

/// <summary>A decimal number, compared exactly: 1.50 is 1.5.</summary>
public sealed record NumberValue(decimal Number) : ConditionValue
{
    public const int MaxWholeDigits = 15;
    public const int MaxDecimals = 9;

    /// <summary>A number as it is written: a sign if it is negative, 1 to 15 digits, and after a point 1 to 9 more. Null for anything else.</summary>
    public static NumberValue? Parse(ReadOnlySpan<char> text)
    {
        var digits = text.StartsWith("-") ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        return IsDigits(whole, MaxWholeDigits) && (point < 0 || IsDigits(digits[(point + 1)..], MaxDecimals))
            ? new NumberValue(decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>As <see cref="Parse"/> reads it, without zeros that say nothing.</summary>
    public override string ToString() => (Number == 0 ? 0 : Number).ToString("0.#########", CultureInfo.InvariantCulture);

    private static bool IsDigits(ReadOnlySpan<char> text, int most) =>
        text.Length >= 1 && text.Length <= most && !text.ContainsAnyExceptInRange('0', '9');
}

public sealed record BooleanValue(bool IsTrue) : ConditionValue;

/// <summary>A moment. Values of attributes only: it is compared with <see cref="Moment"/>s.</summary>
public sealed record InstantValue(Instant At) : ConditionValue;

/// <summary>One of ordered levels, lowest first. Values of attributes only: what is written names the level.</summary>
/// <param name="Rank">Its place among the levels, from 0.</param>
public sealed record LevelValue(ImmutableArray<string> Levels, int Rank) : ConditionValue;

/// <summary>Several texts at once. Values of attributes only.</summary>
public sealed record TextSetValue(IReadOnlyCollection<string> Texts) : ConditionValue;
