using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Identities;

/// <summary>Registers identities and changes what is said of them.</summary>
internal static class RegisterCommands
{
    private static readonly Option<IdentityKind> Kind = Inputs.Word("--kind", "What it is", IdentityKind.Employee);
    private static readonly Option<bool> Synthetic = new("--synthetic") { Description = "A dummy for tests and pilots" };
    private static readonly Option<bool> Off = new("--off") { Description = "Take the mark away" };

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(
            new DocumentedCommand(
                "register", "Registers an identity.",
                "agctl identity register alice --attribute display_name=\"Alice Kowalska\" --attribute department=Finance",
                "agctl identity register svc-backup --kind service")
                .With(Inputs.Identity, Kind, Synthetic, AttributeOption.Set, Inputs.RequestId),
            RegisterAsync),
        runner.Running(
            new DocumentedCommand(
                "update", "Changes or removes attributes; those not named stay as they are.",
                "agctl identity update alice --attribute department=Sales --remove manager")
                .With(Inputs.Identity, AttributeOption.Set, AttributeOption.Remove, Inputs.At, Inputs.Reason, Inputs.RequestId),
            UpdateAsync),
        runner.Running(
            new DocumentedCommand(
                "mark-synthetic", "Marks an identity as a dummy for tests and pilots, which populations leave out.",
                "agctl identity mark-synthetic pilot-01",
                "agctl identity mark-synthetic pilot-01 --off")
                .With(Inputs.Identity, Off, Inputs.RequestId),
            MarkAsync),
    ];

    private static async Task<ExitCode> RegisterAsync(CommandRun run)
    {
        var request = new RegisterIdentityRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            Kind = run.Get(Kind),
            Synthetic = run.Get(Synthetic),
        };
        request.Attributes.Add(AttributeOption.Parse(run.Get(AttributeOption.Set)!));
        var answer = await run.Server.Identities.RegisterIdentityAsync(request, run.Server.Call);
        return Receipts.Show(run, $"registered {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> UpdateAsync(CommandRun run)
    {
        var attributes = AttributeOption.Parse(run.Get(AttributeOption.Set)!);
        var removed = run.Get(AttributeOption.Remove)!;
        if (attributes.Count + removed.Length == 0)
            throw CommandFailed.Usage("no attribute is named", "Add --attribute NAME=VALUE or --remove NAME.");
        if (removed.FirstOrDefault(attributes.ContainsKey) is { } both)
            throw CommandFailed.Usage($"the attribute '{both}' is both set and removed", "Leave one of them out.");
        var request = new UpdateIdentityRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            UpdateMask = new FieldMask { Paths = { attributes.Keys.Concat(removed).Select(name => $"attributes.{name}") } },
            EffectiveAt = run.Time(Inputs.At),
            Reason = run.Text(Inputs.Reason),
        };
        request.Attributes.Add(attributes);
        var answer = await run.Server.Identities.UpdateIdentityAsync(request, run.Server.Call);
        return Receipts.Show(run, $"updated {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> MarkAsync(CommandRun run)
    {
        var request = new MarkSyntheticRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            Synthetic = !run.Get(Off),
        };
        var answer = await run.Server.Identities.MarkSyntheticAsync(request, run.Server.Call);
        var what = request.Synthetic ? "marked as synthetic" : "no longer marked as synthetic";
        return Receipts.Show(run, $"{run.Get(Inputs.Identity)}: {what}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }
}
