namespace AccessGovernance.Domain.Conditions;

/// <summary>Where in a test something is wrong.</summary>
public enum TestPart
{
    Attribute = 1,
    Operator = 2,
    Value = 3,
}

/// <summary>What is wrong with a condition, and where.</summary>
/// <param name="Test">Which test, counted from 0 in the order of <see cref="Condition.Tests"/>.</param>
/// <param name="Value">Which of the test's values, counted from 0.</param>
/// <param name="Message">A sentence that begins with what is meant: the attribute, or what is written.</param>
public sealed record ConditionProblem(int Test, TestPart Part, int Value, string Message);

/// <summary>
/// Says whether a condition can be asked of some subjects: every attribute exists and is theirs, every question fits its type, every value
/// is of that type and within <see cref="ConditionLimits"/>. What passes here has a canonical text that is read back as an equal condition.
/// </summary>
public static class ConditionCheck
{
    private const int MaxShown = 80;

    /// <summary>The first problem in reading order, or null when there is none.</summary>
    public static ConditionProblem? Problem(Condition condition, ConditionSubjects subjects)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var index = 0;
        foreach (var test in condition.Tests)
        {
            if (Problem(test, subjects) is var (part, value, message))
                return new(index, part, value, message);
            index++;
        }
        return condition.ToString().Length <= ConditionLimits.MaxTextLength ? null
            : new(0, TestPart.Attribute, 0, $"the condition has more than {ConditionLimits.MaxTextLength} characters as a text");
    }

    /// <summary>What is wrong with a text that attributes are compared with, or null when nothing is.</summary>
    public static string? ProblemOfText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            return "must not be empty; ask with exists whether there is a value";
        if (text.Length > ConditionLimits.MaxValueLength)
            return $"must have at most {ConditionLimits.MaxValueLength} characters";
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return "must not contain half a character (unpaired surrogate)";
        }
        return AttributeTexts.Forbidden(text) is { } c ? $"must not contain the control or bidirectional character U+{(int)c:X4}" : null;
    }

    private static (TestPart Part, int Value, string Message)? Problem(AttributeTest test, ConditionSubjects subjects)
    {
        if (AttributeSchema.Problem(test.Attribute, subjects) is { } unknown)
            return (TestPart.Attribute, 0, $"{Shown(test.Attribute)} {unknown}");
        var attribute = AttributeSchema.Find(test.Attribute)!;
        if (!Fits(test, attribute.Type.Kind))
            return (TestPart.Operator, 0, $"{attribute.Name} is {attribute.Type.Described}, and may be asked with {QuestionsOf(attribute.Type.Kind)}");
        return test switch
        {
            ComparisonTest t => Value(0, attribute, t.Value),
            InTest { Values: { IsDefaultOrEmpty: false, Length: <= ConditionLimits.MaxValues } values } =>
                values.Select((v, i) => Value(i, attribute, v)).FirstOrDefault(p => p is not null),
            InTest => (TestPart.Operator, 0, $"in must have 1 to {ConditionLimits.MaxValues} values"),
            HasTest { Text: var text } => Value(0, attribute, new TextValue(text)),
            StartsWithTest { Text: var text } => Value(0, attribute, new TextValue(text)),
            EndsWithTest { Text: var text } => Value(0, attribute, new TextValue(text)),
            BeforeTest { Moment: var moment } => ProblemOf(moment),
            AfterTest { Moment: var moment } => ProblemOf(moment),
            _ => null,
        };
    }

    // Of a name that is longer than any attribute's, the beginning says enough.
    private static string Shown(string attribute) => attribute.Length <= MaxShown ? attribute : $"{attribute.AsSpan(0, MaxShown)}…";

    private static bool Fits(AttributeTest test, AttributeKind kind) => test switch
    {
        ExistsTest => true,
        ComparisonTest { Operator: ComparisonOperator.Equal or ComparisonOperator.NotEqual } or InTest =>
            kind is AttributeKind.Text or AttributeKind.Number or AttributeKind.Choice or AttributeKind.Level
            || (kind == AttributeKind.Boolean && test is ComparisonTest),
        ComparisonTest { Operator: var comparison } => Enum.IsDefined(comparison) && kind is AttributeKind.Number or AttributeKind.Level,
        HasTest => kind == AttributeKind.TextSet,
        StartsWithTest or EndsWithTest => kind == AttributeKind.Text,
        BeforeTest or AfterTest => kind == AttributeKind.Instant,
        _ => false,
    };

    private static string QuestionsOf(AttributeKind kind) => kind switch
    {
        AttributeKind.Text => "==, !=, in, starts with, ends with, exists",
        AttributeKind.Choice => "==, !=, in, exists",
        AttributeKind.Boolean => "==, !=, exists",
        AttributeKind.Instant => "before, after, exists",
        AttributeKind.TextSet => "has, exists",
        _ => "==, !=, <, <=, >, >=, in, exists",
    };

    private static (TestPart, int, string)? Value(int index, AttributeDefinition attribute, ConditionValue value)
    {
        var problem = (attribute.Type.Kind, value) switch
        {
            (AttributeKind.Number, NumberValue { Number: var number }) => IsInRange(number) ? null
                : $"a number has at most {NumberValue.MaxWholeDigits} digits and {NumberValue.MaxDecimals} more after the point",
            (AttributeKind.Boolean, BooleanValue) => null,
            (AttributeKind.Choice or AttributeKind.Level, TextValue { Text: var word }) when attribute.Type.Words.Contains(word) => null,
            (AttributeKind.Text or AttributeKind.TextSet, TextValue { Text: var text }) =>
                ProblemOfText(text) is { } bad ? $"the text for {attribute.Name} {bad}" : null,
            (AttributeKind.TextSet, _) => $"{attribute.Name} is asked whether it has a text",
            _ => $"{attribute.Name} is {attribute.Type.Described}, and compared with nothing else",
        };
        return problem is null ? null : (TestPart.Value, index, problem);
    }

    private static (TestPart, int, string)? ProblemOf(Moment moment)
    {
        var good = moment switch
        {
            TimeAgo ago => ago.Count is >= 1 and <= ConditionLimits.MaxAgo && Enum.IsDefined(ago.Unit),
            FixedMoment { Instant: var at } => at >= Instant.Earliest && at <= Instant.Latest,
            _ => false,
        };
        return good ? null : (TestPart.Value, 0,
            $"a moment is a date between the years 1900 and 9999, or 1 to {ConditionLimits.MaxAgo} hours, days, weeks, months or years");
    }

    private static bool IsInRange(decimal number) => Math.Abs(number) < 1_000_000_000_000_000m && decimal.Round(number, NumberValue.MaxDecimals) == number;
}
