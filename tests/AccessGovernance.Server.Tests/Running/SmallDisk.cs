using System.Diagnostics;
using System.Globalization;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Runs only as root, who may mount a small disk.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = OperatingSystem.IsLinux() && Environment.UserName == "root" && SmallDisk.Works
        ? null : "mounting a small disk needs root and the right to mount";
}

/// <summary>A disk of a few megabytes, in memory.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallDisk(int mebibytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", folder.Path) != 0)
            throw new IOException("A small disk could not be mounted.");
    }

    public static bool Works { get; } = TryOnce();

    public string Path => folder.Path;

    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", folder.Path));

    public void Dispose()
    {
        Run("umount", folder.Path);
        folder.Dispose();
    }

    private static bool TryOnce()
    {
        try
        {
            new SmallDisk(1).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
