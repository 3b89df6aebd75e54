using System.Collections.Frozen;
using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// A scope says what is reviewed; who is left out of it, by who they are, is an exclusion with a reason, an approver and its own bounds. So what tells one
/// person from another is asked in a scope only as what they are, never as what they are not.
/// </summary>
internal static class ScopeOfPeople
{
    private static readonly FrozenSet<string> OnePerson =
        FrozenSet.Create(StringComparer.Ordinal, "identity", "identity.persons", "identity.owners", "name", "mail", "login", "employee_number");

    /// <summary>The attribute by which the condition leaves single people out; null where it does not.</summary>
    public static string? LeftOutBy(Condition condition) => LeftOutBy(condition, negated: false);

    private static string? LeftOutBy(Condition condition, bool negated) => condition switch
    {
        Not not => LeftOutBy(not.Term, !negated),
        JoinedConditions joined => joined.Terms.Select(t => LeftOutBy(t, negated)).FirstOrDefault(a => a is not null),
        ExistsTest => null,
        AttributeTest test when OnePerson.Contains(test.Attribute) && IsWhatTheyAreNot(test, negated) => test.Attribute,
        _ => null,
    };

    // An order of ids is a way to name all but one.
    private static bool IsWhatTheyAreNot(AttributeTest test, bool negated) => test is ComparisonTest comparison
        ? comparison.Operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) || negated != comparison.Operator is ComparisonOperator.NotEqual
        : negated;
}
