using System.Diagnostics;
using System.Text;
using AccessGovernance.Domain.Conditions;
using CsCheck;

namespace AccessGovernance.Conditions.Tests;

/// <summary>Nothing that is written ends the process, takes long, or does anything else than being refused.</summary>
public sealed class HostileTexts
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly string[] Pieces =
    [
        "(", ")", "((", "))", "'", "\\", "\\'", "and", "or", "not", "in", "has", "exists", "starts", "with", "before", "after", "name", "risk", "last_used",
        "==", "!=", "<", ">", "=", ",", "'x'", "90", "days", "2026-01-31", "-", ".", ":", " ", "\n", "\t", "\0", "ż", "🔑", "\uD83D", "\u202E", "true", "1e9",
    ];

    public static TheoryData<string, string> Monsters => new()
    {
        { "a thousand brackets", new string('(', 1_000) + "name exists" + new string(')', 1_000) },
        { "brackets that never close", new string('(', 30_000) },
        { "brackets in 100 kB", new string('(', 100_000) },
        { "100 kB of one name", new string('a', 100_000) },
        { "a name as long as the text may be", new string('a', 32_000) + " exists" },
        { "a thousand nots", string.Concat(Enumerable.Repeat("not ", 1_000)) + "name exists" },
        { "as many nots as fit", string.Concat(Enumerable.Repeat("not ", 8_000)) + "name exists" },
        { "a thousand joints", string.Join(" and ", Enumerable.Repeat("name exists", 1_000)) },
        { "joints of two kinds", string.Join(" or ", Enumerable.Repeat("name exists and mail exists", 500)) },
        { "a list of many", $"name in ({string.Join(", ", Enumerable.Repeat("'x'", 5_000))})" },
        { "commas", $"name in ({new string(',', 30_000)})" },
        { "spaces", new string(' ', 32_000) + "x" },
        { "quotes", new string('\'', 31_001) },
        { "backslashes", $"name == '{new string('\\', 30_001)}" },
        { "a text that is too long", $"name == '{new string('x', 1_025)}'" },
        { "many lines", new string('\n', 32_000) + "?" },
        { "nested lists", "name in " + new string('(', 20) + "'x'" + new string(')', 20) },
    };

    [Theory]
    [MemberData(nameof(Monsters))]
    public void Are_refused_at_once(string what, string text)
    {
        var clock = Stopwatch.StartNew();
        var (condition, problem) = ConditionText.Read(text, ConditionSubjects.All);
        Assert.True(condition is null, what);
        Assert.InRange(problem!.Offset, 0, text.Length);
        Assert.InRange(problem.Message.Length, 1, 300);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Longest);
    }

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Contains("surrogate", ConditionText.Read("name == 'x\uD83D'", ConditionSubjects.All).Problem!.Message, StringComparison.Ordinal);

    [Fact]
    public void Are_read_with_little_of_the_stack()
    {
        const int SmallStack = 256 * 1024;
        var deepest = new string('(', ConditionLimits.MaxDepth) + "name exists" + new string(')', ConditionLimits.MaxDepth);
        ConditionReading? reading = null;
        var thread = new Thread(() => reading = ConditionText.Read(deepest, ConditionSubjects.All), SmallStack);
        thread.Start();
        thread.Join();
        Assert.Equal(new ExistsTest("name"), reading!.Condition);
    }

    [Fact]
    public void What_is_just_within_the_limits_is_read()
    {
        var deepest = string.Concat(Enumerable.Repeat("not ", ConditionLimits.MaxDepth - 1)) + "name exists";
        Assert.Equal(ConditionLimits.MaxDepth, ConditionText.Read(deepest, ConditionSubjects.All).Condition!.Depth);
        Assert.NotNull(ConditionText.Read("not " + deepest, ConditionSubjects.All).Problem);
        var most = string.Join(" or ", Enumerable.Repeat("name exists", ConditionLimits.MaxNodes - 1));
        Assert.Equal(ConditionLimits.MaxNodes, ConditionText.Read(most, ConditionSubjects.All).Condition!.Nodes);
        Assert.NotNull(ConditionText.Read(most + " or name exists", ConditionSubjects.All).Problem);
        var values = string.Join(", ", Enumerable.Repeat("'x'", ConditionLimits.MaxValues));
        Assert.NotNull(ConditionText.Read($"name in ({values})", ConditionSubjects.All).Condition);
        Assert.NotNull(ConditionText.Read($"name in ({values}, 'x')", ConditionSubjects.All).Problem);
    }

    [Fact]
    public void What_would_be_too_long_in_canonical_form_is_refused()
    {
        var text = $"name in ({string.Join(',', Enumerable.Repeat($"'{new string('x', 60)}'", 500))})";
        Assert.InRange(text.Length, ConditionLimits.MaxTextLength - 1_300, ConditionLimits.MaxTextLength);
        var longer = text + string.Concat(Enumerable.Repeat(" or name=='x'", (ConditionLimits.MaxTextLength - text.Length) / 13));
        Assert.InRange(longer.Length, 1, ConditionLimits.MaxTextLength);
        Assert.Contains("more than 32768 characters", ConditionText.Read(longer, ConditionSubjects.All).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_pieces_never_throw() => RandomConditions.Pick(Pieces).Array[0, 40].Sample(
        pieces => IsRefusedOrRead(string.Join(pieces.Length % 2 == 0 ? " " : "", pieces)), iter: 20_000);

    [Fact]
    public void Good_texts_with_something_changed_never_throw() =>
        Gen.Select(RandomConditions.Any, Gen.Int[0, 1_000], Gen.Int[0, 3], RandomConditions.Pick(Pieces)).Sample(
            (condition, place, length, piece) =>
            {
                var text = new StringBuilder(condition.ToString());
                var at = place % (text.Length + 1);
                text.Remove(at, Math.Min(length, text.Length - at)).Insert(at, piece);
                return IsRefusedOrRead(text.ToString());
            },
            iter: 20_000);

    private static bool IsRefusedOrRead(string text)
    {
        var (condition, problem) = ConditionText.Read(text, ConditionSubjects.All);
        if (condition is null)
            return problem is { Line: >= 1, Column: >= 1 } && problem.Offset <= text.Length && problem.Message.Length > 0;
        return problem is null && ConditionText.Read(condition.ToString(), ConditionSubjects.All).Condition == condition;
    }
}
