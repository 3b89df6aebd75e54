using System.Collections.Immutable;
using AccessGovernance.Domain.Conditions;
using Google.Protobuf.Collections;
using Node = AccessGovernance.Api.V1.ConditionTree.NodeOneofCase;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// Reads one tree of a request, never deeper and never more of it than <see cref="ConditionLimits"/> allows, and remembers where each test stood.
/// </summary>
internal sealed class ConditionTreeReader
{
    private readonly List<(AttributeTest Test, string Path)> tests = [];
    private int nodes;

    /// <exception cref="InvalidRequestException">Names the part that is missing or too much.</exception>
    public Condition Read(string path, V1.ConditionTree tree) => Read(path, tree, 1);

    /// <summary>The part of the request that a problem is about.</summary>
    public string PathOf(ConditionProblem problem)
    {
        var (test, path) = tests[problem.Test];
        return (problem.Part, test) switch
        {
            (TestPart.Attribute, _) => $"{path}.attribute",
            (TestPart.Operator, ComparisonTest) => $"{path}.operator",
            (TestPart.Value, ComparisonTest) => $"{path}.value",
            (TestPart.Value, InTest) => $"{path}.values[{problem.Value}]",
            (TestPart.Value, HasTest or StartsWithTest or EndsWithTest) => $"{path}.text",
            _ => path,
        };
    }

    private Condition Read(string path, V1.ConditionTree? tree, int depth)
    {
        if (depth > ConditionLimits.MaxDepth)
            throw new InvalidRequestException(path, $"is nested deeper than {ConditionLimits.MaxDepth} levels");
        if (++nodes > ConditionLimits.MaxNodes)
            throw new InvalidRequestException(path, $"is more than the {ConditionLimits.MaxNodes} parts that a condition may have");
        return tree?.NodeCase switch
        {
            Node.All => new AllOf(Terms($"{path}.all", tree.All.Terms, depth)),
            Node.Any => new AnyOf(Terms($"{path}.any", tree.Any.Terms, depth)),
            Node.Not => new Not(Read($"{path}.not", tree.Not, depth + 1)),
            Node.Exists => Test($"{path}.exists", new ExistsTest(tree.Exists.Attribute)),
            Node.Comparison => Test($"{path}.comparison", Comparison($"{path}.comparison", tree.Comparison)),
            Node.In => Test($"{path}.in", In($"{path}.in", tree.In)),
            Node.Has => Test($"{path}.has", new HasTest(tree.Has.Attribute, tree.Has.Text)),
            Node.StartsWith => Test($"{path}.starts_with", new StartsWithTest(tree.StartsWith.Attribute, tree.StartsWith.Text)),
            Node.EndsWith => Test($"{path}.ends_with", new EndsWithTest(tree.EndsWith.Attribute, tree.EndsWith.Text)),
            Node.Before => Test($"{path}.before", new BeforeTest(tree.Before.Attribute, MomentOf($"{path}.before", tree.Before))),
            Node.After => Test($"{path}.after", new AfterTest(tree.After.Attribute, MomentOf($"{path}.after", tree.After))),
            _ => throw new InvalidRequestException(path, "must be one of all, any, not, or a test of an attribute"),
        };
    }

    private ImmutableArray<Condition> Terms(string path, RepeatedField<V1.ConditionTree> terms, int depth) => terms.Count < 2
        ? throw new InvalidRequestException($"{path}.terms", "must be two or more")
        : [.. terms.Select((term, i) => Read($"{path}.terms[{i}]", term, depth + 1))];

    private AttributeTest Test(string path, AttributeTest test)
    {
        tests.Add((test, path));
        return test;
    }

    private static ComparisonTest Comparison(string path, V1.ComparisonTest test) => new(
        test.Attribute, Texts.Enum<V1.ComparisonOperator, ComparisonOperator>($"{path}.operator", test.Operator), ValueOf($"{path}.value", test.Value));

    private static InTest In(string path, V1.InTest test) => test.Values.Count is < 1 or > ConditionLimits.MaxValues
        ? throw new InvalidRequestException($"{path}.values", $"must be 1 to {ConditionLimits.MaxValues}")
        : new(test.Attribute, [.. test.Values.Select((value, i) => ValueOf($"{path}.values[{i}]", value))]);

    private static ConditionValue ValueOf(string path, V1.ConditionValue? value) => value?.KindCase switch
    {
        V1.ConditionValue.KindOneofCase.Text => new TextValue(value.Text),
        V1.ConditionValue.KindOneofCase.Boolean => new BooleanValue(value.Boolean),
        V1.ConditionValue.KindOneofCase.Number => NumberValue.Parse(value.Number) ?? throw new InvalidRequestException($"{path}.number",
            $"must have at most {NumberValue.MaxWholeDigits} digits, and {NumberValue.MaxDecimals} more after the point, such as -12.5"),
        _ => throw new InvalidRequestException(path, "must be a text, a number or a boolean"),
    };

    private static Moment MomentOf(string path, V1.MomentTest test) => test.MomentCase switch
    {
        V1.MomentTest.MomentOneofCase.At => new FixedMoment(Times.Parse($"{path}.at", test.At)),
        V1.MomentTest.MomentOneofCase.Ago =>
            new TimeAgo(test.Ago.Count, Texts.Enum<V1.TimeUnit, TimeUnit>($"{path}.ago.unit", test.Ago.Unit)),
        _ => throw new InvalidRequestException(path, "must have a moment: at, or ago"),
    };
}
