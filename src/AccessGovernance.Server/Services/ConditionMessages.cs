using AccessGovernance.Api.V1;
using AccessGovernance.Server.Requests;
using Tree = AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Server.Services;

/// <summary>Conditions as the trees of the API.</summary>
internal static class ConditionMessages
{
    public static ConditionTree Of(Tree.Condition condition) => condition switch
    {
        Tree.AllOf c => new() { All = new() { Terms = { c.Terms.Select(Of) } } },
        Tree.AnyOf c => new() { Any = new() { Terms = { c.Terms.Select(Of) } } },
        Tree.Not c => new() { Not = Of(c.Term) },
        Tree.ExistsTest t => new() { Exists = new() { Attribute = t.Attribute } },
        Tree.ComparisonTest t => new()
        {
            Comparison = new() { Attribute = t.Attribute, Operator = (ComparisonOperator)t.Operator, Value = Of(t.Value) },
        },
        Tree.InTest t => new() { In = new() { Attribute = t.Attribute, Values = { t.Values.Select(Of) } } },
        Tree.HasTest t => new() { Has = new() { Attribute = t.Attribute, Text = t.Text } },
        Tree.StartsWithTest t => new() { StartsWith = new() { Attribute = t.Attribute, Text = t.Text } },
        Tree.EndsWithTest t => new() { EndsWith = new() { Attribute = t.Attribute, Text = t.Text } },
        Tree.BeforeTest t => new() { Before = Of(t.Attribute, t.Moment) },
        Tree.AfterTest t => new() { After = Of(t.Attribute, t.Moment) },
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.GetType().Name),
    };

    private static MomentTest Of(string attribute, Tree.Moment moment) => moment is Tree.TimeAgo ago
        ? new() { Attribute = attribute, Ago = new() { Count = ago.Count, Unit = (TimeUnit)ago.Unit } }
        : new() { Attribute = attribute, At = Times.Of(((Tree.FixedMoment)moment).Instant) };

    private static ConditionValue Of(Tree.ConditionValue value) => value switch
    {
        Tree.TextValue text => new() { Text = text.Text },
        Tree.BooleanValue boolean => new() { Boolean = boolean.IsTrue },
        _ => new() { Number = value.ToString() },
    };
}
