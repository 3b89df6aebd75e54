using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reports;
using AccessGovernance.Reports.Tables;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using Reading = AccessGovernance.AccessHistory.Reading;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Reports that are tables: of one campaign, or over all that a token may see.</summary>
public sealed class TableReporting(TableReports tables, CampaignReporting items, ReportFiles files, HistoryQuestions history, NodeClock clock)
{
    /// <summary>How a table is written.</summary>
    /// <returns>Null where the campaign was not launched by the position.</returns>
    public delegate Task<TableMade?> Writing(TableTarget target, CancellationToken cancellation);

    /// <summary>One campaign by one of its sides.</summary>
    /// <exception cref="NotReadyException">Its population was not frozen by the position.</exception>
    public async Task SendOf(
        CampaignId campaign, ReportKind kind, TablePlace place, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var reading = await items.ReadingAt(place.Position, context);
        await Send(kind switch
        {
            ReportKind.Applications => (target, cancellation) => tables.ByApplication(campaign, target, cancellation),
            ReportKind.Reviewers => (target, cancellation) => tables.ByReviewer(campaign, target, cancellation),
            _ => (target, cancellation) => tables.OpenRemediation(campaign, target, cancellation),
        }, (reading, place.Form, items.BasisOf(reading)), to, context);
    }

    /// <param name="campaigns">Those that the token may see.</param>
    public async Task SendOpen(IEnumerable<CampaignId> campaigns, TablePlace place, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var (reading, caller) = (await items.ReadingAt(place.Position, context), CallerInterceptor.CallerOf(context));
        var about = caller.Applications is { } within ? $"campaigns within {string.Join(", ", within.Order(StringComparer.Ordinal))}" : "all campaigns";
        await Send(async (target, cancellation) => await tables.OpenRemediation(campaigns, about, target, cancellation),
            (reading, place.Form, LimitedBasis(reading, caller)), to, context);
    }

    /// <param name="campaigns">Of the definition, those that the token may see.</param>
    public async Task SendTrend(
        DefinitionId definition, IEnumerable<CampaignId> campaigns, TablePlace place, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var (reading, caller) = (await items.ReadingAt(place.Position, context), CallerInterceptor.CallerOf(context));
        await Send(async (target, cancellation) => await tables.Trend(definition, campaigns, target, cancellation),
            (reading, place.Form, LimitedBasis(reading, caller)), to, context);
    }

    /// <param name="campaigns">All that there are.</param>
    public async Task SendCoverage(
        CoverageQuestion? asked, IEnumerable<CampaignId> campaigns, TablePlace place, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var (reading, caller) = (await items.ReadingAt(place.Position, context), CallerInterceptor.CallerOf(context));
        var form = CoverageForm.Parse(asked, caller, history.History, reading, clock);
        var basis = LimitedBasis(reading, caller);
        basis.NotKnown.Add(history.History.CoverageAt(form.ValidAt, reading).Where(c => !c.Covered && form.Wants(c.Application, caller))
            .Select(HistoryMessages.Coverage));
        await Send(async (target, cancellation) =>
        {
            var synthetic = await tables.Synthetic(target.Position, cancellation);
            var held = HeldRows.Of(history.History.AccessOfAll(form.ValidAt, reading), synthetic, a => form.Wants(a, caller));
            return await tables.Coverage(new(form.ValidAt, form.Months, form.About(caller)), campaigns, held, target, cancellation);
        }, (reading, place.Form, basis), to, context);
    }

    private AnswerBasis LimitedBasis(Reading reading, CallerPrincipal caller)
    {
        var basis = items.BasisOf(reading);
        basis.LimitedToScope = !caller.IsUnscoped;
        return basis;
    }

    private async Task Send(
        Writing write, (Reading Reading, ReportForm Form, AnswerBasis Basis) of, IServerStreamWriter<GetReportResponse> to, ServerCallContext context) =>
        await files.Send(async file =>
        {
            var target = new TableTarget(of.Reading.Position, of.Reading.RecordingTime, of.Form, file);
            var made = await write(target, context.CancellationToken) ?? throw CampaignReporting.NotLaunched();
            return new()
            {
                Rows = made.Rows, ItemsSha256 = made.Sha256, Query = made.Asked.Query, ValidAt = made.Asked.ValidAt is { } at ? Times.Of(at) : null,
                Basis = of.Basis, GeneratorVersion = ReportHead.Generator,
            };
        }, to, context);
}

/// <summary>As of which position a table is asked for, and in which form.</summary>
public readonly record struct TablePlace(long Position, ReportForm Form);

/// <summary>Everything that makes reports.</summary>
public sealed record Reporting(CampaignReporting Items, TableReporting Tables);
