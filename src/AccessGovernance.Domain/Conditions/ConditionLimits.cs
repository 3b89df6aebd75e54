namespace AccessGovernance.Domain.Conditions;

/// <summary>How large a condition may be. The same for both of its forms, so that each can be turned into the other.</summary>
public static class ConditionLimits
{
    /// <summary>Levels of a tree, a single test counted as one; brackets of a text within each other.</summary>
    public const int MaxDepth = 20;

    /// <summary>Tests, and what joins them, in one tree.</summary>
    public const int MaxNodes = 500;

    /// <summary>Characters (UTF-16) of the text form, as it was written and as <see cref="Condition.ToString"/> writes it.</summary>
    public const int MaxTextLength = 32_768;

    /// <summary>Values of one <c>in</c>.</summary>
    public const int MaxValues = 500;

    /// <summary>Characters (UTF-16) of one text that attributes are compared with.</summary>
    public const int MaxValueLength = 1_024;

    /// <summary>How many hours, days, weeks, months or years ago a moment may lie.</summary>
    public const int MaxAgo = 10_000;

    /// <summary>Why these terms cannot be joined into one condition, or null when they can.</summary>
    public static string? Problem(IReadOnlyCollection<Condition> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Any(t => t.Depth >= MaxDepth))
            return $"is nested deeper than {MaxDepth} levels";
        return terms.Sum(t => t.Nodes) >= MaxNodes ? $"has more than {MaxNodes} parts" : null;
    }
}
