using System.Collections.Immutable;
using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Conditions;

/// <summary>A part of a condition that was read, and where each of its tests stands.</summary>
internal sealed record ReadPart(Condition Condition, ImmutableArray<TestPlaces> Places);

/// <summary>Where the parts of one test begin.</summary>
internal sealed record TestPlaces(int Attribute, int Operator, ImmutableArray<int> Values)
{
    public int Of(ConditionProblem problem) => problem.Part switch
    {
        TestPart.Value => Values[problem.Value],
        TestPart.Operator => Operator,
        _ => Attribute,
    };
}

/// <summary>Something that was read, and where it begins.</summary>
internal readonly record struct Placed<T>(T Value, int Offset);

/// <summary>What is asked of an attribute that is yet to be named.</summary>
internal sealed record Question(Func<string, AttributeTest> Of, int Operator, ImmutableArray<int> Values);
