using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Entitlements;

/// <summary>What confers what: whoever has one entitlement also has another.</summary>
internal static class ConferralCommands
{
    private static readonly Argument<string> Conferred = Inputs.Id("CONFERRED", "Id of the entitlement that comes with it");
    private static readonly Argument<string> Conferral = Inputs.Id("CONFERRAL", "Id of the conferral; see 'agctl entitlement conferrals'");

    private static readonly Argument<string?> Either = new("ENTITLEMENT")
    {
        Description = "Only those that begin or end at this entitlement",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly IReadOnlyList<Column> Columns = [new("from"), new("to"), new("valid_from"),
        new("valid_until"), new("conferral_id")];

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(
            new DocumentedCommand(
                "confer", "Lets one entitlement confer another.",
                "agctl entitlement confer role:accounts-payable erp:payments-approve",
                "agctl entitlement confer role:auditor erp:read --from 2026-01-01 --reason \"audit began in January\"")
                .With(Inputs.Entitlement, Conferred, Inputs.From, Inputs.Until, Inputs.Reason, Inputs.RequestId),
            ConferAsync),
        runner.Running(
            new DocumentedCommand(
                "stop-conferring", "Ends a conferral.", "agctl entitlement stop-conferring 0b9f2c1e-5d0a-4a57-9c3e-6f1d1c1f8a11")
                .With(Conferral, Inputs.At, Inputs.Reason, Inputs.RequestId),
            StopAsync),
        runner.Running(
            new DocumentedCommand(
                "conferrals", "Lists what confers what.", "agctl entitlement conferrals role:accounts-payable",
                    "agctl entitlement conferrals --output json")
                .With(Either, Inputs.AtLeast),
            ListAsync),
    ];

    private static async Task<ExitCode> ConferAsync(CommandRun run)
    {
        var request = new ConferRequest
        {
            RequestId = run.RequestId(),
            From = ResourceName.Entitlement(run.Get(Inputs.Entitlement)),
            To = ResourceName.Entitlement(run.Get(Conferred)),
            Validity = Inputs.Period(run.Time(Inputs.From), run.Time(Inputs.Until)),
            Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Entitlements.ConferAsync(request, run.Server.Call);
        return Receipts.Show(run, $"{run.Get(Inputs.Entitlement)} confers {run.Get(Conferred)}", answer.Receipt,
            Receipts.Fact("conferral_id", answer.ConferralId), Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> StopAsync(CommandRun run)
    {
        var request = new StopConferringRequest
        {
            RequestId = run.RequestId(), ConferralId = run.Get(Conferral), EffectiveAt = run.Time(Inputs.At),
            Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Entitlements.StopConferringAsync(request, run.Server.Call);
        return Receipts.Show(run, $"ended conferral {run.Get(Conferral)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var request = new ListConferralsRequest { PageSize = Pages.PageSize, AtLeast = run.Text(Inputs.AtLeast) };
        if (run.Find(Either) is { Length: > 0 } entitlement)
            request.Entitlement = ResourceName.Entitlement(entitlement);
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await run.Server.Entitlements.ListConferralsAsync(request, run.Server.Call);
                return new Page<Conferral>(answer.Conferrals, answer.NextPageToken, answer.Basis);
            },
            null);
        run.Print.List(new Listing("conferrals", Columns, [.. all.Items.Select(Row)])
        {
            About = new JsonObject { ["basis"] = BasisView.Json(all.Basis) },
            Notes = [BasisView.Limit(all.Cut, all.Items.Count)],
        });
        return ExitCode.Ok;
    }

    private static JsonObject Row(Conferral conferral) => new()
    {
        ["from"] = ResourceName.IdOf(conferral.From),
        ["to"] = ResourceName.IdOf(conferral.To),
        ["valid_from"] = TimeText.Show(conferral.Validity?.From),
        ["valid_until"] = TimeText.Show(conferral.Validity?.Until),
        ["conferral_id"] = conferral.ConferralId,
    };
}
