using System.ComponentModel;
using System.Diagnostics;

namespace AccessGovernance.Deploy.Tests;

/// <summary>Runs programs that a machine may have or not.</summary>
internal static class Programs
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)));

    public static Task<(int Code, string Output)> Run(string program, params string[] arguments) => RunIn(DeployFiles.Root, program, arguments);

    /// <summary>Its exit code, with what it wrote to both outputs.</summary>
    public static async Task<(int Code, string Output)> RunIn(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        }) ?? throw new Win32Exception($"{program} does not start");
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Longest);
            await process.WaitForExitAsync().WaitAsync(Longest);
            return (process.ExitCode, string.Concat(said));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

/// <summary>Skipped, with the reason, where a program is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program)
    {
        Program = program;
        Skip = Programs.Has(program) ? null : $"{program} is not installed";
    }

    public string Program { get; }
}
