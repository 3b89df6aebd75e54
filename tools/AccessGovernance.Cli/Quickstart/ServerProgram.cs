using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Where the server's program is, and how it is started.</summary>
internal static class ServerProgram
{
    private const string Name = "AccessGovernance.Server";

    /// <summary>The server that lies beside agctl.</summary>
    public static string DefaultDirectory => Path.Combine(AppContext.BaseDirectory, "server");

    /// <exception cref="CommandFailed">There is no server in the directory.</exception>
    public static ProcessStartInfo Find(string directory)
    {
        var program = Path.Combine(directory, OperatingSystem.IsWindows() ? $"{Name}.exe" : Name);
        var assembly = Path.Combine(directory, $"{Name}.dll");
        var start = new ProcessStartInfo { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (File.Exists(program))
        {
            start.FileName = program;
        }
        else if (File.Exists(assembly))
        {
            start.FileName = Path.Combine(DotnetRoot(), OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            start.ArgumentList.Add(assembly);
        }
        else
        {
            throw new CommandFailed(ExitCode.Failed, $"there is no server in '{directory}'",
                "Build it with agctl: dotnet build tools/AccessGovernance.Cli; or start one yourself and name it with --server.");
        }
        // The server's own starter looks for the runtime in fixed places only.
        start.Environment.TryAdd("DOTNET_ROOT", DotnetRoot());
        return start;
    }

    public static void SetOptions(ProcessStartInfo start, QuickstartPlace place)
    {
        foreach (var argument in new[] { "--data", place.Data, "--grpc-port", Text(place.GrpcPort), "--http-port", Text(place.HttpPort) })
            start.ArgumentList.Add(argument);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Three folders above <c>shared/Microsoft.NETCore.App/10.0.x/</c>.</summary>
    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
