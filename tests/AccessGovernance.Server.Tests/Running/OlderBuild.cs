namespace AccessGovernance.Server.Tests.Running;

/// <summary>
/// A server of before the newest event types: the present one, with the room that names them from a build that knows level 1 only. A
/// copy in a folder that goes with it.
/// </summary>
public sealed class OlderBuild : IDisposable
{
    private const string Catalogue = "AccessGovernance.EventLog.dll";

    private readonly TemporaryFolder folder = new();

    public OlderBuild()
    {
        Assembly = folder.File(Path.GetFileName(ServerProcess.Assembly()));
        var present = new DirectoryInfo(Path.GetDirectoryName(ServerProcess.Assembly())!);
        foreach (var file in present.GetFiles("*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.Path, Path.GetRelativePath(present.FullName, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            file.CopyTo(copy);
        }
        var (framework, configuration) = (present.Name, present.Parent!.Name);
        var rooms = present.Parent.Parent!.Parent!.Parent!.FullName;
        File.Copy(
            Path.Combine(rooms, "AccessGovernance.EventLog", "bin", configuration, "catalogue-level-1", framework, Catalogue),
            folder.File(Catalogue), overwrite: true);
    }

    /// <summary>The program to start.</summary>
    public string Assembly { get; }

    public void Dispose() => folder.Dispose();
}
