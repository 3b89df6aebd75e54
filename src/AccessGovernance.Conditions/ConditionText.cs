using AccessGovernance.Domain.Conditions;
using Parlot;
using Parlot.Fluent;

namespace AccessGovernance.Conditions;

/// <summary>
/// Reads the text form of conditions, such as <c>department == 'Finance' and risk >= 'high' and last_used before 90 days</c>.
/// </summary>
/// <remarks>
/// <code>
/// condition = every { "or" every }            every = term { "and" term }           term = { "not" } ( "(" condition ")" | test )
/// test      = attribute question
/// question  = "exists" | comparison value | "in" "(" value { "," value } ")" | "has" text | "starts" "with" text | "ends" "with" text
///           | ( "before" | "after" ) moment
/// comparison = "==" | "!=" | "&lt;" | "&lt;=" | ">" | ">="
/// value     = text | number | "true" | "false"
/// moment    = date | date "T" hh ":" mm ":" ss [ "." fraction ] "Z" | digits ( "hours" | "days" | "weeks" | "months" | "years" )
/// </code>
/// "and" binds closer than "or", "not" closer than both. Keywords and units may be written in any letter case; attributes, and what is in quotes,
/// are what they are. Texts stand in single quotes, with the escapes \' \\ \n \r \t; outside of quotes there is ASCII only. A date alone is its
/// first instant in UTC.
/// </remarks>
public static class ConditionText
{
    /// <summary>
    /// Reads a text and checks it against the attributes of what it is about. Takes time in proportion to the text, which is refused unread beyond
    /// <see cref="ConditionLimits.MaxTextLength"/>, and before brackets nest deeper than <see cref="ConditionLimits.MaxDepth"/>.
    /// </summary>
    public static ConditionReading Read(string text, ConditionSubjects subjects)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > ConditionLimits.MaxTextLength)
            return Wrong(text, ConditionLimits.MaxTextLength, $"the condition has more than {ConditionLimits.MaxTextLength} characters");
        if (TextOutline.Problem(text) is var (offset, message))
            return Wrong(text, offset, message);
        var context = new ParseContext(new Scanner(text));
        if (!Grammar.Condition.TryParse(context, out var read, out var error) || read is null)
            return Wrong(text, AfterSpaces(text, error?.Position.Offset ?? 0), error?.Message ?? Grammar.ExpectedTest);
        var end = AfterSpaces(text, context.Scanner.Cursor.Position.Offset);
        if (end < text.Length)
            return Wrong(text, end, Grammar.ExpectedEnd);
        return ConditionCheck.Problem(read.Condition, subjects) is { } problem
            ? Wrong(text, read.Places[problem.Test].Of(problem), problem.Message)
            : new(read.Condition, null);
    }

    private static ConditionReading Wrong(string text, int offset, string message) => new(null, TextProblem.At(text, offset, message));

    private static int AfterSpaces(string text, int offset)
    {
        while (offset < text.Length && TextOutline.IsSpace(text[offset]))
            offset++;
        return offset;
    }
}
