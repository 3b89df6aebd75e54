namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// Keeps a second process (or a second log in this one) away from the same file. The system releases it when the process dies.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream file;

    private DataLock(FileStream file) => this.file = file;

    /// <exception cref="LogRefusedException">It is held elsewhere.</exception>
    public static DataLock Take(string path)
    {
        var name = path + ".lock";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
                Directory.CreateDirectory(directory);
            return new DataLock(new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(name))
        {
            throw new LogRefusedException($"The event log {path} can't be opened: the data directory is in use by another process.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogRefusedException(
                $"The event log {path} can't be opened: {e.Message} Check that its directory may be made, and its owner and mode.", e);
        }
    }

    public void Dispose() => file.Dispose();
}
