using System.Globalization;
using System.Text;

namespace AccessGovernance.Domain.Conditions;

/// <summary>
/// Writes the canonical text: keywords in small letters, one space between words, brackets around every joined condition within another, and
/// nothing else that could be left out.
/// </summary>
public static class ConditionWriter
{
    private const long Day = 86_400_000;

    public static string Write(Condition condition)
    {
        var text = new StringBuilder();
        Write(text, condition);
        return text.ToString();
    }

    /// <summary>A text in quotes, as it is written in a condition.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder(text.Length + 2).Append('\'');
        foreach (var c in text)
        {
            _ = c switch
            {
                '\'' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('\'').ToString();
    }

    /// <summary>The comparison as it is written.</summary>
    public static string SymbolOf(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };

    private static void Write(StringBuilder text, Condition condition)
    {
        switch (condition)
        {
            case AllOf all: Join(text, all, " and "); break;
            case AnyOf any: Join(text, any, " or "); break;
            case Not not: WriteWithin(text.Append("not "), not.Term); break;
            case AttributeTest test: text.Append(test.Attribute).Append(' ').Append(Rest(test)); break;
        }
    }

    private static void Join(StringBuilder text, JoinedConditions joined, string word)
    {
        var first = true;
        foreach (var term in joined.Terms)
        {
            if (!first)
                text.Append(word);
            first = false;
            WriteWithin(text, term);
        }
    }

    private static void WriteWithin(StringBuilder text, Condition term)
    {
        if (term is JoinedConditions)
        {
            text.Append('(');
            Write(text, term);
            text.Append(')');
        }
        else
        {
            Write(text, term);
        }
    }

    private static string Rest(AttributeTest test) => test switch
    {
        ComparisonTest t => $"{SymbolOf(t.Operator)} {ValueOf(t.Value)}",
        InTest t => $"in ({string.Join(", ", t.Values.Select(ValueOf))})",
        HasTest t => $"has {Quote(t.Text)}",
        StartsWithTest t => $"starts with {Quote(t.Text)}",
        EndsWithTest t => $"ends with {Quote(t.Text)}",
        BeforeTest t => $"before {MomentOf(t.Moment)}",
        AfterTest t => $"after {MomentOf(t.Moment)}",
        _ => "exists",
    };

    private static string ValueOf(ConditionValue value) => value switch
    {
        TextValue text => Quote(text.Text),
        BooleanValue boolean => boolean.IsTrue ? "true" : "false",
        _ => value.ToString(),
    };

    private static string MomentOf(Moment moment) => moment switch
    {
        TimeAgo ago => $"{ago.Count.ToString(CultureInfo.InvariantCulture)} {WordOf(ago)}",
        FixedMoment { Instant: var at } when at >= Instant.Earliest && at <= Instant.Latest =>
            DateTimeOffset.FromUnixTimeMilliseconds(at.Milliseconds).ToString(FormatOf(at), CultureInfo.InvariantCulture),
        _ => moment.ToString(),
    };

    private static string WordOf(TimeAgo ago)
    {
        var word = ago.Unit.ToString().ToLowerInvariant();
        return ago.Count == 1 ? word[..^1] : word;
    }

    private static string FormatOf(Instant at) => at.Milliseconds switch
    {
        var ms when ms % Day == 0 => "yyyy-MM-dd",
        var ms when ms % 1_000 == 0 => "yyyy-MM-dd'T'HH:mm:ss'Z'",
        _ => "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
    };
}
