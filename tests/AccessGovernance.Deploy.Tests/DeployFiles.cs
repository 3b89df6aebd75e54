namespace AccessGovernance.Deploy.Tests;

/// <summary>The files below tools/deploy as they lie in the working tree.</summary>
internal static class DeployFiles
{
    public static string Root { get; } = FindRoot();

    public static string Folder { get; } = Path.Combine(Root, "tools", "deploy");

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "AccessGovernance.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No AccessGovernance.sln above {AppContext.BaseDirectory}.");
    }
}
