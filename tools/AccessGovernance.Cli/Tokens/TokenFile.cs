namespace AccessGovernance.Cli.Tokens;

/// <summary>A new file for a secret, readable by its owner only from its first moment. Removed again unless something is kept in
/// it.</summary>
internal sealed class TokenFile : IDisposable
{
    private readonly FileStream stream;
    private bool kept;

    private TokenFile(FileStream stream) => this.stream = stream;

    /// <exception cref="CommandFailed">The file exists already or cannot be made.</exception>
    public static TokenFile Create(string path)
    {
        if (File.Exists(path))
            throw CommandFailed.Usage($"'{path}' exists already", "Name a new file with --out; an old token is not written over.");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new TokenFile(new FileStream(path, options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Usage($"'{path}' cannot be written: {e.Message}", "Name another file with --out.");
        }
    }

    public void Keep(string bearer)
    {
        stream.Write(System.Text.Encoding.ASCII.GetBytes(bearer + "\n"));
        stream.Flush(flushToDisk: true);
        kept = true;
    }

    public void Dispose()
    {
        stream.Dispose();
        if (!kept)
            File.Delete(stream.Name);
    }
}
