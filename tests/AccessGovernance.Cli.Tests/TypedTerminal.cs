using System.Diagnostics;
using System.Text;

namespace AccessGovernance.Cli.Tests;

/// <summary>Needs a program that opens a pseudo terminal.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TypedFactAttribute : FactAttribute
{
    public TypedFactAttribute() => Skip = TypedTerminal.IsThere ? null : "there is no 'script' (util-linux) on this machine to open a terminal with";
}

/// <summary>agctl as a process of its own at a pseudo terminal, where somebody types. Every wait is bounded.</summary>
internal sealed class TypedTerminal : IAsyncDisposable
{
    /// <summary>Part of util-linux: every Debian has it.</summary>
    private const string Script = "/usr/bin/script";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly StringBuilder seen = new();
    private readonly Process process;

    private TypedTerminal(IReadOnlyDictionary<string, string> environment, string command)
    {
        var start = new ProcessStartInfo(Script, ["--quiet", "--return", "--flush", "--command", command, "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["TERM"] = "xterm";
        process = Process.Start(start)!;
    }

    public static bool IsThere => File.Exists(Script);

    public static TypedTerminal Run(IReadOnlyDictionary<string, string> environment, string command)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new(environment, $"{host} {typeof(Agctl).Assembly.Location} {command}");
    }

    /// <summary>Reads on until a text comes, and types then.</summary>
    public async Task Type(string after, string keys)
    {
        await Until(after);
        await process.StandardInput.WriteAsync(keys);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Reads on until a text comes.</summary>
    public async Task Until(string text)
    {
        var buffer = new char[1];
        while (!seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await process.StandardOutput.ReadAsync(buffer).AsTask().WaitAsync(Longest);
            Assert.True(read == 1, $"'{text}' never came; the terminal showed: {seen}");
            seen.Append(buffer[0]);
        }
        seen.Clear();
    }

    public async Task<int> Ended()
    {
        await process.StandardOutput.ReadToEndAsync().WaitAsync(Longest);
        await process.WaitForExitAsync().WaitAsync(Longest);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync().WaitAsync(Longest);
        process.Dispose();
    }
}
