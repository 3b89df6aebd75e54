using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Applications;

/// <summary>The family <c>application</c>: target systems and from when on they are governed.</summary>
internal static class ApplicationCommands
{
    private static readonly Argument<string> Id = Inputs.Id("APPLICATION", "Id of the application");
    private static readonly Option<string?> DisplayName = Inputs.Text("--display-name", "TEXT", "What people call it");
    private static readonly Option<string?> Owner = Inputs.Text("--owner", "PERSON", "Id of the person who owns it");

    private static readonly Option<Timestamp?> GovernedFrom =
        Inputs.Time("--governed-from", "Before this instant the history knows nothing of it; otherwise now");

    private static readonly Option<Fulfilment> Mode = Inputs.Word(
        "--fulfilment", "How decisions reach it, and how it is known that they did", Fulfilment.Unspecified);

    private static readonly IReadOnlyList<Column> Columns =
        [new("application"), new("display_name"), new("owner"), new("governed_from"), new("fulfilment")];

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "application", "Defines, shows and changes applications (target systems).", "agctl application list")
        .With(
            runner.Running(
                new DocumentedCommand(
                    "define", "Defines an application.",
                    "agctl application define erp --display-name \"Ledger One\" --owner p-1042 --governed-from 2025-01-01")
                    .With(Id, DisplayName, Owner, GovernedFrom, Mode, Inputs.RequestId),
                DefineAsync),
            runner.Running(
                new DocumentedCommand("show", "Shows one application.", "agctl application show erp").With(Id, Inputs.AtLeast), ShowAsync),
            runner.Running(
                new DocumentedCommand("list", "Lists all applications.", "agctl application list --output json").With(Inputs.AtLeast),
                ListAsync),
            runner.Running(
                new DocumentedCommand("update", "Changes what is named.", "agctl application update erp --owner p-2001")
                    .With(Id, DisplayName, Owner, GovernedFrom, Mode, Inputs.RequestId),
                UpdateAsync));

    private static string PersonName(CommandRun run) => run.Has(Owner) ? ResourceName.Person(run.Text(Owner)) : "";

    private static async Task<ExitCode> DefineAsync(CommandRun run)
    {
        var request = new DefineApplicationRequest
        {
            RequestId = run.RequestId(),
            Application = ResourceName.Application(run.Get(Id)),
            DisplayName = run.Text(DisplayName),
            Owner = PersonName(run),
            GovernedFrom = run.Time(GovernedFrom),
            Fulfilment = run.Get(Mode),
        };
        var answer = await run.Server.Entitlements.DefineApplicationAsync(request, run.Server.Call);
        return Receipts.Show(run, $"defined application {run.Get(Id)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> UpdateAsync(CommandRun run)
    {
        var mask = new FieldMask();
        if (run.Has(DisplayName))
            mask.Paths.Add("display_name");
        if (run.Has(Owner))
            mask.Paths.Add("owner");
        if (run.Has(GovernedFrom))
            mask.Paths.Add("governed_from");
        if (run.Has(Mode))
            mask.Paths.Add("fulfilment");
        if (mask.Paths.Count == 0)
            throw CommandFailed.Usage("nothing to change is named", "Add --display-name, --owner, --governed-from or --fulfilment.");
        var request = new UpdateApplicationRequest
        {
            RequestId = run.RequestId(),
            Application = ResourceName.Application(run.Get(Id)),
            DisplayName = run.Text(DisplayName),
            Owner = PersonName(run),
            GovernedFrom = run.Time(GovernedFrom),
            Fulfilment = run.Get(Mode),
            UpdateMask = mask,
        };
        var answer = await run.Server.Entitlements.UpdateApplicationAsync(request, run.Server.Call);
        return Receipts.Show(run, $"updated application {run.Get(Id)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> ShowAsync(CommandRun run)
    {
        var request = new GetApplicationRequest { Application = ResourceName.Application(run.Get(Id)), AtLeast = run.Text(Inputs.AtLeast) };
        var answer = await run.Server.Entitlements.GetApplicationAsync(request, run.Server.Call);
        run.Print.Outcome($"[bold]{Printer.Safe(run.Get(Id))}[/]", Row(answer.Application), []);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var request = new ListApplicationsRequest { PageSize = Pages.PageSize, AtLeast = run.Text(Inputs.AtLeast) };
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await run.Server.Entitlements.ListApplicationsAsync(request, run.Server.Call);
                return new Page<Application>(answer.Applications, answer.NextPageToken, answer.Basis);
            },
            null);
        run.Print.List(new Listing("applications", Columns, [.. all.Items.Select(Row)])
        {
            About = new JsonObject { ["basis"] = BasisView.Json(all.Basis) },
            Notes = [BasisView.Limit(all.Cut, all.Items.Count)],
        });
        return ExitCode.Ok;
    }

    private static JsonObject Row(Application application) => new()
    {
        ["application"] = ResourceName.IdOf(application.Name),
        ["display_name"] = application.DisplayName,
        ["owner"] = ResourceName.IdOf(application.Owner),
        ["governed_from"] = TimeText.Show(application.GovernedFrom),
        ["fulfilment"] = Words.Of(application.Fulfilment),
    };
}
