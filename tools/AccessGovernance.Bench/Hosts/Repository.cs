using System.Diagnostics;

namespace AccessGovernance.Bench.Hosts;

/// <summary>The working copy that this bench was built from.</summary>
internal static class Repository
{
    /// <exception cref="InvalidOperationException">The bench lies outside of its working copy.</exception>
    public static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "AccessGovernance.sln")))
                return directory.FullName;
        }
        throw new InvalidOperationException("No AccessGovernance.sln above the bench: give --server DIR.");
    }

    /// <summary>Its commit, with a plus when files differ from it.</summary>
    public static async Task<string> Commit()
    {
        var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty=+", "--abbrev=10"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory,
        };
        using var git = Process.Start(start);
        if (git is null)
            return "unknown";
        var commit = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return git.ExitCode == 0 ? commit.Trim() : "unknown";
    }
}

/// <summary>A directory that goes when it is no longer needed.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("accessgovernance-bench-").FullName;

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
