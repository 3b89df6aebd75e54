using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>
/// The server as a child process. Disposing asks it to stop, waits, and only then ends it by force: it never outlives an orderly end of
/// agctl. Keeps the last <see cref="MaxLines"/> lines of its output.
/// </summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int MaxLines = 15;
    private const int Terminate = 15;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly TimeProvider clock;
    private readonly Queue<string> lastLines = [];

    private ServerProcess(Process process, TimeProvider clock)
    {
        (this.process, this.clock) = (process, clock);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <exception cref="CommandFailed">The program cannot be started.</exception>
    public static ServerProcess Start(ProcessStartInfo program, TimeProvider clock)
    {
        var server = new ServerProcess(new Process { StartInfo = program }, clock);
        try
        {
            server.process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandFailed(ExitCode.Failed, $"'{program.FileName}' cannot be started: {e.Message}",
                "Build agctl again: dotnet build tools/AccessGovernance.Cli");
        }
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Completes when the server has ended, whatever the reason.</summary>
    public Task ExitedAsync(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    /// <summary>True when the server has ended because it was told to.</summary>
    public bool EndedInOrder => process.HasExited && process.ExitCode == 0;

    /// <summary>For a server that ended by itself: its exit code and last words.</summary>
    public CommandFailed Ended()
    {
        string[] lines;
        lock (lastLines)
            lines = [.. lastLines];
        var words = lines.Length == 0 ? "it said nothing" : $"its last words: {string.Join(" | ", lines)}";
        return new CommandFailed(ExitCode.Failed, $"the server ended with code {process.ExitCode}; {words}",
            "Mend what it names, or choose another --data directory.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await StopAsync();
        process.Dispose();
    }

    private async Task StopAsync()
    {
        if (OperatingSystem.IsWindows() || SendSignal(process.Id, Terminate) != 0)
            process.Kill();
        using var patience = new CancellationTokenSource(StopTime, clock);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (lastLines)
        {
            if (lastLines.Count == MaxLines)
                lastLines.Dequeue();
            lastLines.Enqueue(line.Trim());
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
