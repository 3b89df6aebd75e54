namespace AccessGovernance.House.Tests;

/// <summary>The files of the repository as they lie in the working tree, less what is built or ignored. Paths are relative, with slashes.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Ignored =
        ["bin", "obj", ".git", ".vs", ".idea", "TestResults", "artifacts", "data", "data-quickstart", "node_modules"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = [.. FilesUnder(Root).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(f => new SourceFile(f, Read(f)))];

    /// <summary>Sources of the product and of its tools, without tests.</summary>
    public static IEnumerable<SourceFile> Product => Sources.Where(s => !s.IsTest);

    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => new ProjectFile(f, Read(f)))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static int LinesOf(string path) => File.ReadLines(Path.Combine(Root, path)).Count();

    public static bool IsIgnored(string name) => Ignored.Contains(name);

    /// <summary>Directories, the root among them, that hold nothing at all.</summary>
    public static IEnumerable<string> EmptyDirectories() =>
        DirectoriesUnder(Root).Where(d => !Directory.EnumerateFileSystemEntries(d).Any()).Select(Relative);

    private static IEnumerable<string> DirectoriesUnder(string directory) =>
        Directory.EnumerateDirectories(directory).Where(d => !IsIgnored(Path.GetFileName(d))).SelectMany(d => DirectoriesUnder(d).Prepend(d));

    private static IEnumerable<string> FilesUnder(string root) =>
        DirectoriesUnder(root).Prepend(root).SelectMany(Directory.EnumerateFiles).Select(Relative).Where(f => f != ".git");

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "AccessGovernance.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No AccessGovernance.sln above {AppContext.BaseDirectory}.");
    }
}
