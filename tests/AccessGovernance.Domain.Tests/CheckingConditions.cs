using System.Collections.Immutable;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Entitlements;

namespace AccessGovernance.Domain.Tests;

/// <summary>Which conditions may be asked, and how large they may be.</summary>
public sealed class CheckingConditions
{
    private static readonly ExistsTest Name = new("name");

    [Fact]
    public void Every_listed_attribute_has_a_name_that_can_be_written_and_one_subject()
    {
        foreach (var definition in AttributeSchema.Of(ConditionSubjects.All))
        {
            Assert.True(AttributeTexts.IsName(definition.Name), definition.Name);
            Assert.False(definition.Name.StartsWith(AttributeSchema.OwnPrefix, StringComparison.Ordinal), definition.Name);
            Assert.Equal(1, int.PopCount((int)definition.Subject));
            Assert.Same(definition, AttributeSchema.Find(definition.Name));
            Assert.Null(ConditionCheck.Problem(new ExistsTest(definition.Name), definition.Subject));
            Assert.NotNull(ConditionCheck.Problem(new ExistsTest(definition.Name), ConditionSubjects.All & ~definition.Subject));
        }
    }

    [Fact]
    public void Words_of_enumerations_are_those_of_the_command_line() =>
        Assert.Equal("application-access", AttributeType.WordOf(EntitlementKind.ApplicationAccess));

    [Theory]
    [InlineData("attribute.team", true), InlineData("attribute.2nd_floor-x.y", true), InlineData("attribute.", false), InlineData("attribute.Team", false)]
    [InlineData("attribute", false), InlineData("team", false), InlineData("attribute.a b", false), InlineData("", false)]
    public void Own_attributes_are_texts_of_identities(string name, bool isOne)
    {
        var found = AttributeSchema.Find(name);
        Assert.Equal(isOne, found is { Personal: true, Subject: ConditionSubjects.Identity, Type.Kind: AttributeKind.Text });
        Assert.Equal(isOne, found is not null);
    }

    [Fact]
    public void The_first_problem_is_told_with_its_test_and_value()
    {
        var wrong = new InTest("risk", [new TextValue("low"), new TextValue("none"), new TextValue("other")]);
        var condition = new AnyOf(Name, new Not(new AllOf(Name, wrong)), new ExistsTest("nothing"));
        var problem = ConditionCheck.Problem(condition, ConditionSubjects.All)!;
        Assert.Equal((2, TestPart.Value, 1), (problem.Test, problem.Part, problem.Value));
        Assert.Equal("risk is one of low, medium, high, critical, and compared with nothing else", problem.Message);
    }

    [Fact]
    public void Values_out_of_bounds_are_refused()
    {
        AttributeTest[] wrong =
        [
            new ComparisonTest("entitlement.capacity", ComparisonOperator.Equal, new NumberValue(1_000_000_000_000_000m)),
            new ComparisonTest("entitlement.capacity", ComparisonOperator.Equal, new NumberValue(0.0000000001m)),
            new ComparisonTest("entitlement.capacity", (ComparisonOperator)7, new NumberValue(1)),
            new ComparisonTest("name", ComparisonOperator.Equal, new TextValue(new string('x', ConditionLimits.MaxValueLength + 1))),
            new ComparisonTest("name", ComparisonOperator.Equal, new TextValue("")),
            new ComparisonTest("name", ComparisonOperator.Equal, new TextValue("a\u0007")),
            new StartsWithTest("name", "\uD83D"), new EndsWithTest("name", "\uDD11\uD83D"), new HasTest("identity.owners", ""),
            new InTest("name", []), new InTest("name", default),
            new InTest("name", [.. Enumerable.Repeat(new TextValue("x"), ConditionLimits.MaxValues + 1)]),
            new BeforeTest("last_used", new TimeAgo(0, TimeUnit.Days)), new BeforeTest("last_used", new TimeAgo(10_001, TimeUnit.Days)),
            new AfterTest("last_used", new TimeAgo(1, (TimeUnit)6)), new AfterTest("last_used", new FixedMoment(Instant.Forever)),
        ];
        Assert.All(wrong, test => Assert.NotNull(ConditionCheck.Problem(test, ConditionSubjects.All)));
    }

    [Fact]
    public void No_tree_is_deeper_than_is_allowed()
    {
        Condition deepest = Name;
        for (var depth = 1; depth < ConditionLimits.MaxDepth; depth++)
            deepest = depth % 2 == 0 ? new Not(deepest) : new AllOf(Name, deepest);
        Assert.Equal(ConditionLimits.MaxDepth, deepest.Depth);
        Assert.Null(ConditionCheck.Problem(deepest, ConditionSubjects.All));
        Assert.Throws<ArgumentException>(() => new Not(deepest));
        Assert.Throws<ArgumentException>(() => new AnyOf(Name, deepest));
    }

    [Fact]
    public void No_tree_is_larger_than_is_allowed()
    {
        var most = Enumerable.Repeat<Condition>(Name, ConditionLimits.MaxNodes - 1).ToImmutableArray();
        Assert.Equal(ConditionLimits.MaxNodes, new AllOf(most).Nodes);
        Assert.Throws<ArgumentException>(() => new AllOf(most.Add(Name)));
        Assert.Throws<ArgumentException>(() => new Not(new AllOf(most)));
    }

    [Fact]
    public void Fewer_than_two_are_not_joined()
    {
        Assert.Throws<ArgumentException>(() => new AllOf());
        Assert.Throws<ArgumentException>(() => new AnyOf(Name));
    }

    [Fact]
    public void They_are_equal_when_they_are_written_the_same()
    {
        static Condition Build() => new AllOf(Name, new InTest("name", [new TextValue("a"), new TextValue("b")]));
        Assert.Equal(Build(), Build());
        Assert.Equal(Build().GetHashCode(), Build().GetHashCode());
        Assert.NotEqual<Condition>(new AllOf(Name, Name), new AnyOf(Name, Name));
        Assert.NotEqual<Condition>(new AllOf(Name, Name), new AllOf(Name, Name, Name));
    }
}
