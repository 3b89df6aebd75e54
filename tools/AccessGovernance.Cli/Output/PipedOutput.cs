using Microsoft.Win32.SafeHandles;

namespace AccessGovernance.Cli.Output;

/// <summary>
/// Standard output that another program reads. The console's own writer says nothing when its reader has gone (<c>agctl watch | head</c>), so
/// that a command would go on for nobody; this one throws.
/// </summary>
internal static class PipedOutput
{
    private const int StandardOutput = 1;

    // EPIPE: the number that .NET passes on as the result of what failed.
    private const int BrokenPipe = 32;

    public static TextWriter Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.Out;
        var file = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file is written at places that a stream of its own counts: others that write to the same one would be overwritten.
        if (file.CanSeek)
            return Console.Out;
        return TextWriter.Synchronized(new StreamWriter(file, Console.OutputEncoding) { AutoFlush = true });
    }

    /// <summary>Whether something failed because nobody reads any more: that is no failure of the command.</summary>
    public static bool ReaderHasGone(Exception failure) => failure is IOException { HResult: BrokenPipe };
}
