using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Conditions;

/// <summary>What is wrong with the text of a condition, and where.</summary>
/// <param name="Offset">The first character (UTF-16) that is meant, from 0; the length of the text where something is missing at its end.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in Unicode characters of the line.</param>
public sealed record TextProblem(string Message, int Offset, int Line, int Column)
{
    internal static TextProblem At(string text, int offset, string message)
    {
        var place = Math.Min(offset, text.Length);
        var (line, lineStart) = (1, 0);
        for (var i = 0; i < place; i++)
        {
            if (text[i] == '\n')
                (line, lineStart) = (line + 1, i + 1);
        }
        var halves = text.AsSpan(lineStart, place - lineStart);
        var column = 1;
        foreach (var _ in halves.EnumerateRunes())
            column++;
        return new(message, place, line, column);
    }

    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}

/// <summary>A text that was read: the condition that it is, or else the first thing that is wrong with it.</summary>
public sealed record ConditionReading(Condition? Condition, TextProblem? Problem);
