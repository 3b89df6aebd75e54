using System.Globalization;
using AccessGovernance.Conditions;
using AccessGovernance.Domain.Conditions;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Requests;

/// <summary>Conditions of requests, as texts or as trees: read and checked, so that whatever comes out can be asked.</summary>
internal static class ConditionForms
{
    /// <exception cref="InvalidRequestException">
    /// Neither form is given, or what is given is wrong: names the place as a path of the tree, or as line and column of the text.
    /// </exception>
    public static Condition Parse(string field, V1.Condition? condition, ConditionSubjects about) => condition switch
    {
        { FormCase: V1.Condition.FormOneofCase.Text, Text: var text } => FromText($"{field}.text", text, about),
        { FormCase: V1.Condition.FormOneofCase.Tree, Tree: var tree } => FromTree($"{field}.tree", tree, about),
        _ => throw new InvalidRequestException(field, "must be given, as text or as tree"),
    };

    /// <summary>Null when no condition is given.</summary>
    public static Condition? ParseOptional(string field, V1.Condition? condition, ConditionSubjects about) =>
        condition is null ? null : Parse(field, condition, about);

    /// <summary>The subjects that a request names; all of them when it names none.</summary>
    public static ConditionSubjects Subjects(string field, IReadOnlyCollection<V1.ConditionSubject> about)
    {
        if (about.Any(s => s == V1.ConditionSubject.Unspecified || !Enum.IsDefined(s)))
            throw new InvalidRequestException(field, "must name identities, entitlements, applications or grants");
        return about.Count == 0 ? ConditionSubjects.All : about.Aggregate(ConditionSubjects.None, (all, s) => all | (ConditionSubjects)(1 << ((int)s - 1)));
    }

    private static Condition FromText(string field, string text, ConditionSubjects about)
    {
        var reading = ConditionText.Read(text, about);
        if (reading.Problem is not { } problem)
            return reading.Condition!;
        throw new InvalidRequestException(field, problem.ToString())
        {
            Details = new Dictionary<string, string>
            {
                ["line"] = problem.Line.ToString(CultureInfo.InvariantCulture),
                ["column"] = problem.Column.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private static Condition FromTree(string field, V1.ConditionTree tree, ConditionSubjects about)
    {
        var reader = new ConditionTreeReader();
        var condition = reader.Read(field, tree);
        return ConditionCheck.Problem(condition, about) is { } problem
            ? throw new InvalidRequestException(reader.PathOf(problem), $"is wrong: {problem.Message}")
            : condition;
    }
}
