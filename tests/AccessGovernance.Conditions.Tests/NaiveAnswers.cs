using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Conditions.Tests;

/// <summary>
/// Answers conditions in the simplest words: values as plain objects, times as dates, and a joined condition by counting how many of its terms
/// are true.
/// </summary>
internal static class NaiveAnswers
{
    public static bool IsTrue(Condition condition, IReadOnlyDictionary<string, ConditionValue> subject, Instant now)
    {
        if (condition is Not not)
            return IsTrue(not.Term, subject, now) == false;
        if (condition is JoinedConditions joined)
        {
            var count = joined.Terms.Count(t => IsTrue(t, subject, now));
            return condition is AllOf ? count == joined.Terms.Length : count > 0;
        }
        var test = (AttributeTest)condition;
        return subject.TryGetValue(test.Attribute, out var value) && (test is ExistsTest || IsTrue(test, value, now));
    }

    private static bool IsTrue(AttributeTest test, ConditionValue value, Instant now) => test switch
    {
        ComparisonTest c => Compare(value, c.Value) is var (left, right) && c.Operator switch
        {
            ComparisonOperator.Equal => left == right,
            ComparisonOperator.NotEqual => left != right,
            ComparisonOperator.Less => left < right,
            ComparisonOperator.LessOrEqual => left < right || left == right,
            ComparisonOperator.Greater => left > right,
            _ => left > right || left == right,
        },
        InTest c => c.Values.Any(v => Compare(value, v) is var (left, right) && left == right),
        HasTest c => ((TextSetValue)value).Texts.Any(t => t.Equals(c.Text, StringComparison.Ordinal)),
        StartsWithTest c => Text(value).Length >= c.Text.Length && Text(value)[..c.Text.Length] == c.Text,
        EndsWithTest c => Text(value).Length >= c.Text.Length && Text(value)[^c.Text.Length..] == c.Text,
        BeforeTest c => Date(((InstantValue)value).At) < Date(c.Moment, now),
        AfterTest c => Date(((InstantValue)value).At) > Date(c.Moment, now),
        _ => throw new InvalidOperationException(test.GetType().Name),
    };

    // Everything that has an order, or at least equality, as a number.
    private static (decimal Left, decimal Right)? Compare(ConditionValue value, ConditionValue written) => (value, written) switch
    {
        (NumberValue a, NumberValue b) => (a.Number, b.Number),
        (BooleanValue a, BooleanValue b) => (a.IsTrue ? 1 : 0, b.IsTrue ? 1 : 0),
        (LevelValue a, TextValue b) => (a.Rank, a.Levels.ToList().FindIndex(l => l == b.Text)),
        (TextValue a, TextValue b) => (0, a.Text == b.Text ? 0 : 1),
        _ => null,
    };

    private static string Text(ConditionValue value) => ((TextValue)value).Text;

    private static DateTime Date(Instant at) => DateTime.UnixEpoch.AddMilliseconds(at.Milliseconds);

    private static DateTime Date(Moment moment, Instant now)
    {
        if (moment is FixedMoment { Instant: var at })
            return Date(at);
        var ago = (TimeAgo)moment;
        var earliest = new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        try
        {
            var date = ago.Unit switch
            {
                TimeUnit.Hours => Date(now).AddHours(-ago.Count),
                TimeUnit.Days => Date(now).AddDays(-ago.Count),
                TimeUnit.Weeks => Date(now).AddDays(-ago.Count * 7),
                TimeUnit.Months => Date(now).AddMonths(-ago.Count),
                _ => Date(now).AddYears(-ago.Count),
            };
            return date < earliest ? earliest : date;
        }
        catch (ArgumentOutOfRangeException)
        {
            return earliest;
        }
    }
}
