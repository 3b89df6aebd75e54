using AccessGovernance.Domain.Conditions;
using ConditionText = AccessGovernance.Domain.Reviews.ConditionText;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>Conditions of settings, which were checked when they were defined.</summary>
internal static class ConditionTexts
{
    /// <exception cref="ArgumentException">It cannot be read: says which one, and where.</exception>
    public static Condition Read(string field, ConditionText text, ConditionSubjects about)
    {
        var reading = Conditions.ConditionText.Read(text.Value, about);
        return reading.Condition ?? throw new ArgumentException($"{field}: {reading.Problem}", nameof(text));
    }
}
