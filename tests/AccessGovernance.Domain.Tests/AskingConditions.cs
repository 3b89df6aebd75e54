using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Entitlements;

namespace AccessGovernance.Domain.Tests;

/// <summary>What conditions answer.</summary>
public sealed class AskingConditions
{
    private static readonly Instant Noon = At("2026-03-31T12:00:00Z");

    private static readonly Dictionary<string, ConditionValue> Subject = new()
    {
        ["department"] = new TextValue("Finance"),
        ["risk"] = new LevelValue(AttributeSchema.RiskLevels.Words, (int)Risk.High - 1),
        ["identity.owners"] = new TextSetValue(["P-1", "P-2"]),
        ["last_used"] = new InstantValue(At("2025-12-31T12:00:00Z")),
        ["entitlement.capacity"] = new NumberValue(5),
        ["identity.synthetic"] = new BooleanValue(false),
    };

    private static readonly ExistsTest Yes = new("department");
    private static readonly ExistsTest No = new("mail");

    [Fact]
    public void Joined_ones_by_their_terms()
    {
        Assert.True(Holds(new AllOf(Yes, Yes)));
        Assert.False(Holds(new AllOf(Yes, No)));
        Assert.True(Holds(new AnyOf(No, Yes)));
        Assert.False(Holds(new AnyOf(No, No)));
        Assert.True(Holds(new Not(No)));
    }

    [Theory]
    [InlineData(ComparisonOperator.Equal, false), InlineData(ComparisonOperator.NotEqual, true), InlineData(ComparisonOperator.Less, false)]
    [InlineData(ComparisonOperator.LessOrEqual, false), InlineData(ComparisonOperator.Greater, true), InlineData(ComparisonOperator.GreaterOrEqual, true)]
    public void Levels_by_their_order_and_not_by_their_letters(ComparisonOperator comparison, bool expected) =>
        Assert.Equal(expected, Holds(new ComparisonTest("risk", comparison, new TextValue("medium"))));

    [Fact]
    public void Texts_by_every_character()
    {
        Assert.True(Holds(Equal("department", new TextValue("Finance"))));
        Assert.False(Holds(Equal("department", new TextValue("finance"))));
        Assert.True(Holds(new StartsWithTest("department", "Fin")));
        Assert.False(Holds(new StartsWithTest("department", "fin")));
        Assert.True(Holds(new EndsWithTest("department", "ance")));
        Assert.True(Holds(new InTest("department", [new TextValue("Sales"), new TextValue("Finance")])));
        Assert.False(Holds(new InTest("department", [new TextValue("Sales")])));
        Assert.True(Holds(new HasTest("identity.owners", "P-2")));
        Assert.False(Holds(new HasTest("identity.owners", "P")));
    }

    [Fact]
    public void Absent_attributes_always_no_and_not_yes()
    {
        Condition[] tests =
        [
            No, Equal("mail", new TextValue("x")), new ComparisonTest("mail", ComparisonOperator.NotEqual, new TextValue("x")),
            new InTest("mail", [new TextValue("x")]), new StartsWithTest("mail", "x"), new HasTest("mail", "x"),
            new BeforeTest("mail", new TimeAgo(1, TimeUnit.Days)),
        ];
        Assert.All(tests, test => Assert.False(Holds(test)));
        Assert.All(tests, test => Assert.True(Holds(new Not(test))));
    }

    [Fact]
    public void What_is_of_another_type_no()
    {
        Condition[] tests =
        [
            Equal("department", new NumberValue(1)), Equal("entitlement.capacity", new TextValue("5")), Equal("risk", new TextValue("huge")),
            new HasTest("department", "Finance"), new StartsWithTest("risk", "h"), new BeforeTest("department", new TimeAgo(1, TimeUnit.Days)),
            new ComparisonTest("risk", ComparisonOperator.NotEqual, new TextValue("huge")), Equal("last_used", new TextValue("2025")),
            new ComparisonTest("department", (ComparisonOperator)99, new TextValue("Finance")),
        ];
        Assert.All(tests, test => Assert.False(Holds(test)));
    }

    [Theory]
    [InlineData(90, TimeUnit.Days, false, false)]
    [InlineData(89, TimeUnit.Days, true, false)]
    [InlineData(91, TimeUnit.Days, false, true)]
    [InlineData(2_160, TimeUnit.Hours, false, false)]
    [InlineData(12, TimeUnit.Weeks, true, false)]
    [InlineData(3, TimeUnit.Months, false, false)]
    [InlineData(1, TimeUnit.Years, false, true)]
    public void Moments_strictly(int count, TimeUnit unit, bool before, bool after)
    {
        Assert.Equal(before, Holds(new BeforeTest("last_used", new TimeAgo(count, unit))));
        Assert.Equal(after, Holds(new AfterTest("last_used", new TimeAgo(count, unit))));
        Assert.Equal(!before && !after, new TimeAgo(count, unit).At(Noon) == At("2025-12-31T12:00:00Z"));
    }

    [Theory]
    [InlineData("2026-03-31T12:00:00Z", 1, TimeUnit.Months, "2026-02-28T12:00:00Z")]
    [InlineData("2024-02-29T00:00:00Z", 1, TimeUnit.Years, "2023-02-28T00:00:00Z")]
    [InlineData("2026-01-15T00:00:00Z", 10_000, TimeUnit.Years, "1900-01-01T00:00:00Z")]
    [InlineData("1900-01-31T00:00:00Z", 1, TimeUnit.Months, "1900-01-01T00:00:00Z")]
    [InlineData("1900-02-28T00:00:00Z", 1, TimeUnit.Months, "1900-01-28T00:00:00Z")]
    [InlineData("2026-01-15T00:00:00Z", 10_000, TimeUnit.Weeks, "1900-01-01T00:00:00Z")]
    public void Long_ago_by_the_calendar_and_never_before_it_begins(string now, int count, TimeUnit unit, string expected) =>
        Assert.Equal(At(expected), new TimeAgo(count, unit).At(At(now)));

    [Fact]
    public void At_the_ends_of_time_too()
    {
        foreach (var unit in Enum.GetValues<TimeUnit>())
        {
            foreach (var count in new[] { int.MinValue, -1, 0, 1, int.MaxValue })
            {
                foreach (var now in new[] { new Instant(long.MinValue), Instant.Earliest, Instant.Latest, Instant.Forever })
                    Assert.True(new TimeAgo(count, unit).At(now) >= Instant.Earliest);
            }
        }
    }

    private static Instant At(string time) =>
        new(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());

    private static ComparisonTest Equal(string attribute, ConditionValue value) => new(attribute, ComparisonOperator.Equal, value);

    private static bool Holds(Condition condition) => condition.Holds(name => Subject.GetValueOrDefault(name), Noon);
}
