namespace AccessGovernance.Server.Tests.Running;

/// <summary>A folder of its own, gone at the end of the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("accessgovernance-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Copies of files, by name; what is not there is left out.</summary>
    public Dictionary<string, byte[]> Copy(params string[] names) =>
        names.Where(n => System.IO.File.Exists(File(n))).ToDictionary(n => n, n => System.IO.File.ReadAllBytes(File(n)));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
