using System.CommandLine;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Shell;
using FieldMask = Google.Protobuf.WellKnownTypes.FieldMask;

namespace AccessGovernance.Cli.Entitlements;

/// <summary>Defines, changes, moves and retires entitlements.</summary>
internal static class DefinitionCommands
{
    private static readonly Option<EntitlementKind> Kind = Inputs.Word("--kind", "What it is", EntitlementKind.Permission);
    private static readonly Option<string?> Application = new("--application")
    {
        Description = "Id of its application", HelpName = "ID", Required = true,
    };
    private static readonly Option<string?> DisplayName = Inputs.Text("--display-name", "TEXT", "What people call it");
    private static readonly Option<string?> Description = Inputs.Text(
        "--description", "TEXT", "What it lets its holder do, in business words");
    private static readonly Option<string?> Owner = Inputs.Text("--owner", "PERSON", "Id of the person who owns it");
    private static readonly Option<Risk> Risk = Inputs.Word("--risk", "How sensitive it is", Api.V1.Risk.Low);

    private static readonly Option<int> Capacity = new("--capacity")
    {
        Description = "Seats; 0 means not counted",
        HelpName = "N",
        CustomParser = result => Parsing.Value(result, Seats),
    };

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(
            new DocumentedCommand(
                "define", "Defines an entitlement.",
                "agctl entitlement define erp:payments-approve --application erp --risk critical --description \"Releases payments\"",
                "agctl entitlement define cad:seat --application cad --kind licence --capacity 25")
                .With(Inputs.Entitlement, Application, Kind, DisplayName, Description, Owner, Risk, Capacity, Inputs.RequestId),
            DefineAsync),
        runner.Running(
            new DocumentedCommand("update", "Changes what is named.", "agctl entitlement update erp:payments-approve --risk critical")
                .With(Inputs.Entitlement, DisplayName, Description, Owner, Risk, Capacity, Inputs.RequestId),
            UpdateAsync),
        runner.Running(
            new DocumentedCommand("move", "Moves an entitlement to another application.",
                "agctl entitlement move erp:payments-approve --application treasury")
                .With(Inputs.Entitlement, Application, Inputs.At, Inputs.Reason, Inputs.RequestId),
            MoveAsync),
        runner.Running(
            new DocumentedCommand(
                "retire", "Takes no new grants from then on; existing ones stay until they end.",
                    "agctl entitlement retire erp:fax-gateway --at 2026-12-31")
                .With(Inputs.Entitlement, Inputs.At, Inputs.Reason, Inputs.RequestId),
            RetireAsync),
    ];

    private static string Name(CommandRun run) => ResourceName.Entitlement(run.Get(Inputs.Entitlement));

    private static string OwnerName(CommandRun run) => run.Has(Owner) ? ResourceName.Person(run.Text(Owner)) : "";

    private static async Task<ExitCode> DefineAsync(CommandRun run)
    {
        var request = new DefineEntitlementRequest
        {
            RequestId = run.RequestId(),
            Entitlement = Name(run),
            Kind = run.Get(Kind),
            Application = ResourceName.Application(run.Text(Application)),
            DisplayName = run.Text(DisplayName),
            Description = run.Text(Description),
            Owner = OwnerName(run),
            Risk = run.Get(Risk),
            Capacity = run.Get(Capacity),
        };
        var answer = await run.Server.Entitlements.DefineEntitlementAsync(request, run.Server.Call);
        return Receipts.Show(
            run, $"defined entitlement {run.Get(Inputs.Entitlement)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> UpdateAsync(CommandRun run)
    {
        var named = new (Option Option, string Path)[]
        {
            (DisplayName, "display_name"), (Description, "description"), (Owner, "owner"), (Risk, "risk"), (Capacity, "capacity"),
        }.Where(o => run.Has(o.Option)).Select(o => o.Path).ToList();
        if (named.Count == 0)
            throw CommandFailed.Usage("nothing to change is named", "Add --display-name, --description, --owner, --risk or --capacity.");
        var request = new UpdateEntitlementRequest
        {
            RequestId = run.RequestId(),
            Entitlement = Name(run),
            DisplayName = run.Text(DisplayName),
            Description = run.Text(Description),
            Owner = OwnerName(run),
            Risk = run.Has(Risk) ? run.Get(Risk) : Api.V1.Risk.Unspecified,
            Capacity = run.Get(Capacity),
            UpdateMask = new FieldMask { Paths = { named } },
        };
        var answer = await run.Server.Entitlements.UpdateEntitlementAsync(request, run.Server.Call);
        return Receipts.Show(
            run, $"updated entitlement {run.Get(Inputs.Entitlement)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> MoveAsync(CommandRun run)
    {
        var request = new MoveEntitlementRequest
        {
            RequestId = run.RequestId(),
            Entitlement = Name(run),
            Application = ResourceName.Application(run.Text(Application)),
            EffectiveAt = run.Time(Inputs.At),
            Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Entitlements.MoveEntitlementAsync(request, run.Server.Call);
        return Receipts.Show(run, $"moved {run.Get(Inputs.Entitlement)} to {run.Text(Application)}", answer.Receipt,
            Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> RetireAsync(CommandRun run)
    {
        var request = new RetireEntitlementRequest
        {
            RequestId = run.RequestId(), Entitlement = Name(run), EffectiveAt = run.Time(Inputs.At), Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Entitlements.RetireEntitlementAsync(request, run.Server.Call);
        return Receipts.Show(run, $"retired {run.Get(Inputs.Entitlement)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static int Seats(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seats) ? seats
            : throw new FormatException($"'{text}' is not a number of seats");
}
