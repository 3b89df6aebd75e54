using System.Runtime.InteropServices;

namespace AccessGovernance.PersonalData;

/// <summary>Files that their owner alone may read (mode 0600), created whole or not at all.</summary>
internal static partial class OwnerOnlyFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates the file with its content; a crash leaves either no file or all of it.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = CreateEmpty(draft))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        Publish(draft, path);
    }

    public static FileStream CreateEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Mode;
        return new FileStream(path, options);
    }

    /// <summary>Gives a finished draft its name; durable on return.</summary>
    public static void Publish(string draft, string path)
    {
        File.Move(draft, path, overwrite: false);
        if (!OperatingSystem.IsWindows())
            SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Says whether anybody but the owner has a right on an open file. False where there are no such modes.</summary>
    public static bool IsOpenToOthers(Microsoft.Win32.SafeHandles.SafeFileHandle file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~(Mode | UnixFileMode.UserExecute)) != 0;

    // A file's name is durable only after its directory is synchronised, which the class library cannot do.
    private static void SyncDirectory(string directory)
    {
        var handle = OpenForReading(directory, 0);
        if (handle < 0)
            throw new IOException($"Cannot open the directory {directory} to synchronise it.");
        var result = Synchronise(handle);
        _ = Close(handle);
        if (result != 0)
            throw new IOException($"Cannot synchronise the directory {directory}.");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenForReading(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronise(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
