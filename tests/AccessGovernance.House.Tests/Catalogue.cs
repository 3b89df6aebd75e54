using System.Text.RegularExpressions;

namespace AccessGovernance.House.Tests;

/// <summary>Every stored name of an event has a sample that is kept for ever.</summary>
public sealed partial class Catalogue
{
    private const string CatalogueFiles = "src/AccessGovernance.EventLog/Events/EventCatalogue";

    [Fact]
    public void Every_stored_event_has_a_sample()
    {
        var samples = Samples().Select(Path.GetFileName).ToList();
        Complaints.None(
            from stored in StoredNames()
            where !samples.Exists(s => s!.StartsWith(stored.Name + ".", StringComparison.Ordinal))
            select $"{stored.File}:{stored.Line}: {stored.Name} has no sample: add tests/…/Samples/{stored.Name}.json and never change it.");
    }

    [Fact]
    public void Every_sample_is_of_a_stored_event()
    {
        var names = StoredNames().Select(s => s.Name).ToList();
        Complaints.None(
            from sample in names.Count == 0 ? [] : Samples()
            where !names.Exists(n => Path.GetFileName(sample).StartsWith(n + ".", StringComparison.Ordinal))
            select $"{sample}:1: no stored event has this name: the catalogue must know every name that was ever written.");
    }

    private static IEnumerable<(string File, int Line, string Name)> StoredNames() =>
        from file in Repository.Sources
        where file.Path.StartsWith(CatalogueFiles, StringComparison.Ordinal)
        from line in file.Lines.Select((text, index) => (text, Number: index + 1))
        from Match match in StoredName().Matches(line.text)
        select (file.Path, line.Number, match.Groups[1].Value);

    private static IEnumerable<string> Samples() => Repository.Files.Where(f =>
        f.StartsWith("tests/", StringComparison.Ordinal) && f.Contains("/Samples/", StringComparison.Ordinal)
        && SampleName().IsMatch(Path.GetFileName(f)));

    [GeneratedRegex("\"([a-z][a-z-]*(\\.[a-z][a-z-]*)+\\.v[0-9]+)\"")]
    private static partial Regex StoredName();

    [GeneratedRegex(@"\.v[0-9]+\..*json$")]
    private static partial Regex SampleName();
}
