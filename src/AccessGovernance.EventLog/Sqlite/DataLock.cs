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
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
                Directory.CreateDirectory(directory);
            return new DataLock(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LogRefusedException($"The event log {path} can't be opened: no permission. Check owner and mode of its directory.", e);
        }
        catch (IOException e)
        {
            throw new LogRefusedException(
                $"The event log {path} can't be opened: the data directory is in use by another process, or can't be written ({e.Message}).", e);
        }
    }

    public void Dispose() => file.Dispose();
}
