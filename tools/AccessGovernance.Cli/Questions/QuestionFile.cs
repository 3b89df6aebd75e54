using System.Text;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Questions;

/// <summary>One line of a question file; the count and hash that the file states, if it does.</summary>
internal sealed record FiledQuestion(
    string Id, bool AsksWho, string Subject, long EffectiveAt, long KnownAt, string? Count, string? Sha256);

/// <summary>
/// Reads question files: tab separated, with a header that names at least id, kind, subject, effective_at and known_at. At most
/// <see cref="MaxQuestions"/> questions.
/// </summary>
internal static class QuestionFile
{
    public const int MaxQuestions = 1_000_000;

    private static readonly string[] Needed = ["id", "kind", "subject", "effective_at", "known_at"];

    /// <exception cref="CommandFailed">The file is not a question file; names the line.</exception>
    public static List<FiledQuestion> Read(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var header = ReadLine(reader, 1)?.Split('\t') ?? [];
        foreach (var name in Needed)
        {
            if (!header.Contains(name))
                throw Problem(1, $"the header has no column '{name}'");
        }
        var questions = new List<FiledQuestion>();
        for (var number = 2; ReadLine(reader, number) is { } line; number++)
        {
            if (questions.Count == MaxQuestions)
                throw Problem(number, $"more than {MaxQuestions} questions");
            questions.Add(Parse(header, line.Split('\t'), number));
        }
        return questions;
    }

    private static FiledQuestion Parse(string[] header, string[] fields, int number)
    {
        if (fields.Length != header.Length)
            throw Problem(number, $"{fields.Length} columns instead of {header.Length}");
        string? Field(string name) => Array.IndexOf(header, name) is >= 0 and var i ? fields[i] : null;
        if (Field("kind") is not ("who" or "what"))
            throw Problem(number, $"kind is '{Field("kind")}', neither who nor what");
        return new(Field("id")!, Field("kind") == "who", Field("subject")!, Time(Field("effective_at")!, "effective_at", number),
            Time(Field("known_at")!, "known_at", number), Field("count"), Field("sha256"));
    }

    private static long Time(string text, string column, int number)
    {
        try
        {
            return TimeText.ParseInstant(text);
        }
        catch (FormatException e)
        {
            throw Problem(number, $"{column}: {e.Message}");
        }
    }

    private static string? ReadLine(StreamReader reader, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            throw Problem(number, "not valid UTF-8 from about here on");
        }
    }

    private static CommandFailed Problem(int line, string what) =>
        CommandFailed.Usage(
            $"line {line}: {what}", "A question file is tab separated: id, kind (who or what), subject, effective_at, known_at.");
}
