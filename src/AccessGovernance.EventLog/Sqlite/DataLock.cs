namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// Keeps a second process (or a second log in this one) away from the same file. The system releases it when the process dies.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream file;

    private DataLock(FileStream file) => this.file = file;

    /// <exception cref="LogRefusedException">It is held elsewhere, or its file cannot be written.</exception>
    public static DataLock Take(string path)
    {
        var name = path + ".lock";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
                Directory.CreateDirectory(directory);
            return new DataLock(new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new LogRefusedException($"The event log {path} can't be opened: the data directory is in use by another process.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogRefusedException(
                $"The event log {path} can't be opened: {e.Message} Check its directory: owner, mode, and whether its disk may be written.", e);
        }
    }

    public void Dispose() => file.Dispose();

    // Windows: sharing or lock violation. Elsewhere the error of a lock that would have to wait: EWOULDBLOCK of Linux, of BSD and macOS.
    private static bool IsHeld(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;
}
