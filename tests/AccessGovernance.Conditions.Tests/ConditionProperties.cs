using AccessGovernance.Domain.Conditions;
using CsCheck;

namespace AccessGovernance.Conditions.Tests;

/// <summary>What holds of every condition.</summary>
public sealed class ConditionProperties
{
    [Fact]
    public void Written_and_read_again_it_is_the_same() => RandomConditions.Any.Sample(
        condition =>
        {
            Assert.Null(ConditionCheck.Problem(condition, ConditionSubjects.All));
            var text = condition.ToString();
            var read = ConditionText.Read(text, ConditionSubjects.All);
            Assert.Equal((condition, null), (read.Condition, read.Problem));
            Assert.Equal((text, condition.GetHashCode()), (read.Condition!.ToString(), read.Condition.GetHashCode()));
        },
        iter: 5_000);

    [Fact]
    public void Spaces_line_breaks_brackets_and_the_case_of_keywords_change_nothing() => RandomConditions.Askable.Sample(
        condition =>
        {
            var text = condition.ToString();
            var other = $"\n( {text.Replace(" and ", "\tAND\r\n", StringComparison.Ordinal).Replace("not ", "NoT  ", StringComparison.Ordinal)})";
            Assert.Equal(text, ConditionText.Read(other, ConditionSubjects.All).Condition?.ToString());
        },
        iter: 2_000);

    [Fact]
    public void Its_answer_is_that_of_a_naive_reading()
    {
        var (yes, no) = (0, 0);
        Gen.Select(RandomConditions.Askable, RandomConditions.Subject).Sample(
            (condition, subject) =>
            {
                var holds = condition.Holds(name => subject.GetValueOrDefault(name), RandomConditions.Now);
                Assert.Equal(NaiveAnswers.IsTrue(condition, subject, RandomConditions.Now), holds);
                Interlocked.Increment(ref holds ? ref yes : ref no);
            },
            iter: 20_000);
        Assert.True(Math.Min(yes, no) > 4_000, $"{yes} were true and {no} false: the samples say little.");
    }
}
