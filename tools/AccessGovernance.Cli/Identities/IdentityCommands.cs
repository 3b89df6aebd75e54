using System.CommandLine;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Identities;

/// <summary>The family <c>identity</c>.</summary>
internal static class IdentityCommands
{
    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "identity",
        "Registers, shows and changes identities: attributes, links to people, status, legal holds, forgetting.",
        "agctl identity list",
        "agctl identity show alice")
        .With([
            .. RegisterCommands.Create(runner), .. LookUpCommands.Create(runner), .. LinkCommands.Create(runner),
            .. StatusCommands.Create(runner),
            .. HoldCommands.Create(runner), .. ForgettingCommands.Create(runner),
        ]);
}
