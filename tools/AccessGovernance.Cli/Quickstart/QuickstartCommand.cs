using System.CommandLine;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Quickstart;

internal static class QuickstartCommand
{
    public static Command Create(CommandRunner runner) => runner.Running(new DocumentedCommand("quickstart", "x", "y"), _ => Task.FromResult(ExitCode.Ok));
}
