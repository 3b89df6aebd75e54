using System.CommandLine;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Entitlements;

/// <summary>The family <c>entitlement</c>.</summary>
internal static class EntitlementCommands
{
    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "entitlement", "Defines, shows and changes entitlements, and what confers what.",
        "agctl entitlement list --application erp",
        "agctl entitlement show erp:payments-approve")
        .With([.. DefinitionCommands.Create(runner), .. LookUpCommands.Create(runner), .. ConferralCommands.Create(runner)]);
}
