using System.Collections.Immutable;

namespace AccessGovernance.Domain.Conditions;

/// <summary>A question about one attribute. Where the attribute is absent, or of a type that cannot be asked so, the answer is no.</summary>
public abstract record AttributeTest(string Attribute) : Condition(1, 1)
{
    public override IEnumerable<AttributeTest> Tests => [this];

    public override bool Holds(Func<string, ConditionValue?> attributes, Instant now)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attributes(Attribute) is { } value && IsTrueOf(value, now);
    }

    private protected abstract bool IsTrueOf(ConditionValue value, Instant now);
}

/// <summary>The attribute has a value, whichever.</summary>
public sealed record ExistsTest(string Attribute) : AttributeTest(Attribute)
{
    private protected override bool IsTrueOf(ConditionValue value, Instant now) => true;
}

public enum ComparisonOperator
{
    Equal = 1,
    NotEqual = 2,
    Less = 3,
    LessOrEqual = 4,
    Greater = 5,
    GreaterOrEqual = 6,
}

/// <summary>A text, number, boolean or level compared with a value.</summary>
public sealed record ComparisonTest(string Attribute, ComparisonOperator Operator, ConditionValue Value) : AttributeTest(Attribute)
{
    private protected override bool IsTrueOf(ConditionValue value, Instant now) => value.CompareTo(Value) is { } order && Operator switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        ComparisonOperator.Greater => order > 0,
        ComparisonOperator.GreaterOrEqual => order >= 0,
        _ => false,
    };
}

/// <summary>The attribute equals one of the values.</summary>
public sealed record InTest(string Attribute, ImmutableArray<ConditionValue> Values) : AttributeTest(Attribute)
{
    public bool Equals(InTest? other) => other is not null && Attribute == other.Attribute && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Attribute, Values.Length);

    private protected override bool IsTrueOf(ConditionValue value, Instant now)
    {
        foreach (var written in Values)
        {
            if (value.CompareTo(written) == 0)
                return true;
        }
        return false;
    }
}

/// <summary>The text is one of those that the attribute holds.</summary>
public sealed record HasTest(string Attribute, string Text) : AttributeTest(Attribute)
{
    private protected override bool IsTrueOf(ConditionValue value, Instant now) => value is TextSetValue set && set.Texts.Contains(Text);
}

/// <summary>The attribute begins with the text.</summary>
public sealed record StartsWithTest(string Attribute, string Text) : AttributeTest(Attribute)
{
    private protected override bool IsTrueOf(ConditionValue value, Instant now) =>
        value is TextValue text && text.Text.StartsWith(Text, StringComparison.Ordinal);
}

/// <summary>The attribute ends with the text.</summary>
public sealed record EndsWithTest(string Attribute, string Text) : AttributeTest(Attribute)
{
    private protected override bool IsTrueOf(ConditionValue value, Instant now) =>
        value is TextValue text && text.Text.EndsWith(Text, StringComparison.Ordinal);
}

/// <summary>The attribute lies before the moment, never at it: "before 90 days" is more than 90 days ago.</summary>
public sealed record BeforeTest(string Attribute, Moment Moment) : AttributeTest(Attribute)
{
    private protected override bool IsTrueOf(ConditionValue value, Instant now) => value is InstantValue instant && instant.At < Moment.At(now);
}

/// <summary>The attribute lies after the moment, never at it: "after 90 days" is less than 90 days ago, or still to come.</summary>
public sealed record AfterTest(string Attribute, Moment Moment) : AttributeTest(Attribute)
{
    private protected override bool IsTrueOf(ConditionValue value, Instant now) => value is InstantValue instant && instant.At > Moment.At(now);
}
