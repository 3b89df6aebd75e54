using System.Text.RegularExpressions;

namespace AccessGovernance.House.Tests;

/// <summary>Where things lie, and that nothing lies about unused.</summary>
public sealed class Layout
{
    private static readonly HashSet<string> TopLevel =
    [
        "src", "protos", "tests", "tools", "AccessGovernance.sln", "README.md", "LICENSE", "Dockerfile",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "BannedSymbols.txt",
    ];

    [Fact]
    public void Top_level_is_as_agreed() => Complaints.None(
        from entry in Directory.EnumerateFileSystemEntries(Repository.Root).Select(e => Path.GetFileName(e)!)
        where !entry.StartsWith('.') && !TopLevel.Contains(entry) && !Repository.IsIgnored(entry)
        select $"{entry}:1: does not belong to the top level: move it under src, protos, tests or tools.");

    [Fact]
    public void Directories_hold_something() => Complaints.None(
        from directory in Repository.EmptyDirectories()
        select $"{directory}:1: the directory is empty: remove it.");

    [Fact]
    public void Sources_belong_to_a_project() => Complaints.None(
        from file in Repository.Sources
        where !Repository.Projects.Any(p => file.Path.StartsWith(p.Folder + "/", StringComparison.Ordinal))
        select $"{file.Path}:1: no project compiles the file: move it into one, or remove it.");

    [Fact]
    public void Sources_hold_something() => Complaints.None(
        from file in Repository.Sources
        where file.Lines.All(string.IsNullOrWhiteSpace)
        select $"{file.Path}:1: the file is empty: remove it.");

    [Fact]
    public void Protocol_files_are_compiled()
    {
        var patterns = Repository.Projects.SelectMany(p => p.Protos).Select(AsRegex).ToList();
        Complaints.None(
            from file in Repository.Files
            where file.EndsWith(".proto", StringComparison.Ordinal) && !patterns.Exists(p => p.IsMatch(file))
            select $"{file}:1: no project compiles the file: include it, or remove it.");
    }

    [Fact]
    public void Protocol_folder_holds_the_wire_formats_and_nothing_else() => Complaints.None(
        from file in Repository.Files
        where file.StartsWith("protos/", StringComparison.Ordinal) && !file.EndsWith(".proto", StringComparison.Ordinal)
            && Path.GetFileName(file) is not ("buf.yaml" or "buf.lock")
        select $"{file}:1: is no wire format: move it elsewhere.");

    private static Regex AsRegex(string pattern) => new("^" + Regex.Escape(pattern)
        .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$");
}
