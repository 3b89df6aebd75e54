using System.Text.RegularExpressions;

namespace AccessGovernance.House.Tests;

/// <summary>Documents stay short enough to be read.</summary>
public sealed partial class Documents
{
    private const int DecisionLines = 40;

    [Theory]
    [InlineData("README.md", 200)]
    [InlineData("src/ARCHITECTURE.md", 250)]
    public void Documents_are_short(string path, int limit) => Complaints.None(
        from file in Repository.Files
        where file == path && Repository.LinesOf(file) > limit
        select $"{file}:{limit + 1}: {Repository.LinesOf(file)} lines, {limit} are allowed: cut it, or move a part next to the code.");

    [Fact]
    public void Decision_notes_are_short() => Complaints.None(
        from note in Notes()
        where Repository.LinesOf(note) > DecisionLines
        select $"{note}:{DecisionLines + 1}: {Repository.LinesOf(note)} lines, {DecisionLines} are allowed: keep the context, the decision and what follows.");

    [Fact]
    public void Decision_notes_are_numbered_without_gaps()
    {
        var notes = Notes().Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Complaints.None(
            from note in notes.Select((name, index) => (Name: name!, Number: $"{index + 1:D4}-"))
            where !NoteName().IsMatch(note.Name) || !note.Name.StartsWith(note.Number, StringComparison.Ordinal)
            select $"src/decisions/{note.Name}:1: rename it to {note.Number}words-with-dashes.md.");
    }

    private static IEnumerable<string> Notes() => Repository.Files.Where(f => f.StartsWith("src/decisions/", StringComparison.Ordinal));

    [GeneratedRegex(@"^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$")]
    private static partial Regex NoteName();
}
