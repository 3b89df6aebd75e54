using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Reviews;

/// <summary><c>review groups</c>: the caller's own items by what they have in common.</summary>
internal static class WorkGroupsCommand
{
    private static readonly Option<WorkGrouping> By = Inputs.Word("--by", "What they have in common", WorkGrouping.Identity);

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "Groups at most, 1 to 1,000", DefaultValueFactory = _ => 100,
    };

    private static readonly IReadOnlyList<Column> Columns =
        [new("id"), new("name"), new("items"), new("open"), new("risk"), new("recommended_revoke"), new("account", false)];

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "groups", "Your own items counted by identity, entitlement or application: what to work through together, the highest risk first.",
            "agctl review groups --by entitlement", "agctl review groups --by identity --campaign 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --state open")
            .With([By, .. WorkListCommand.Filters, Limit, Inputs.AtLeast]),
        ListAsync);

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var items = WorkListCommand.Filtered(run);
        var answer = await run.Server.Reviews.ListWorkGroupsAsync(
            new()
            {
                GroupBy = run.Get(By), Campaign = items.Campaign, States = { items.States }, Application = items.Application, Entitlement = items.Entitlement,
                Identity = items.Identity, MinRisk = items.MinRisk, Recommendation = items.Recommendation, AtLeast = items.AtLeast, Limit = run.Get(Limit),
            },
            run.Server.Call);
        var left = answer.Count - answer.Groups.Count;
        run.Print.List(new Listing("groups", Columns, [.. answer.Groups.Select(Row)])
        {
            About = new JsonObject { ["count"] = answer.Count, ["complete"] = left == 0 },
            Notes = left == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{left} more groups: raise --limit, or name an application.")],
        });
        return ExitCode.Ok;
    }

    private static JsonObject Row(WorkGroup group) => new()
    {
        ["id"] = ResourceName.IdOf(group.Identity + group.Entitlement + group.Application), ["name"] = group.Name, ["account"] = group.Account,
        ["items"] = group.Items, ["open"] = group.Open, ["risk"] = Words.Of(group.Risk), ["recommended_revoke"] = group.RecommendedRevoke,
    };
}
