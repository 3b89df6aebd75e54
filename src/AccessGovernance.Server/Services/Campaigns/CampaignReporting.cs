using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reports;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using Knowledge = AccessGovernance.AccessHistory.Knowledge;
using Reading = AccessGovernance.AccessHistory.Reading;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Reports of one campaign's items: as files, and as the hash that its closing records.</summary>
public sealed class CampaignReporting(CampaignReports reports, ReportFiles files, HistoryQuestions history, PositionTokens tokens)
{
    /// <summary>The hash of the items as CSV in a form, as recorded up to a position.</summary>
    public async Task<string> HashOf(CampaignId campaign, int items, long position, ServerCallContext context)
    {
        var asked = new Asked(campaign, items, await ReadingAt(position, context), ReportForm.Csv);
        var made = await files.Make(() => Make(asked, Stream.Null, context), context.CancellationToken);
        return made.Sha256;
    }

    /// <summary>A campaign that is closed keeps the form of its items, so that its hash can be checked for ever.</summary>
    /// <param name="position">What was recorded up to here; inside a batch, up to the batch before.</param>
    /// <exception cref="NotReadyException">It was closed in a form that a newer program knows alone.</exception>
    public async Task Send(CampaignRecord campaign, long position, ReportForm form, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var asked = new Asked(campaign.Id, await FormOf(campaign, context), await ReadingAt(position, context), form);
        var reading = asked.Reading;
        await files.Send(async file =>
        {
            var made = await Make(asked, file, context);
            return new()
            {
                Rows = made.Rows, ItemsSha256 = made.Sha256, Query = made.Head.Query, ValidAt = Times.Of(made.Head.Basis.ValidAt),
                Basis = BasisOf(reading), GeneratorVersion = ReportHead.Generator,
            };
        }, to, context);
    }

    /// <summary>The history up to a position, once the index has come to its end.</summary>
    public async ValueTask<Reading> ReadingAt(long position, ServerCallContext context)
    {
        await history.Latest(context);
        return history.History.Read(Knowledge.AtPosition(position));
    }

    public AnswerBasis BasisOf(Reading reading) => new()
    {
        Token = tokens.Format(reading.Position), Position = reading.Position, RecordingTime = Times.Of(reading.RecordingTime), Open = reading.Open,
        Complete = true, KnownBy = KnownBy.Ours, Layer = "entitled",
    };

    public static NotReadyException NotLaunched() =>
        new("CAMPAIGN_NOT_LAUNCHED", "the population of the campaign was not frozen by then", new Dictionary<string, string>());

    private async Task<int> FormOf(CampaignRecord campaign, ServerCallContext context)
    {
        if (campaign.Report is not { } closing)
            return ItemColumns.LatestForm;
        var form = await files.Make(() => reports.FormOf(campaign.Id, closing, context.CancellationToken), context.CancellationToken);
        return form <= ItemColumns.LatestForm ? form : throw NotKnown(form);
    }

    private static NotReadyException NotKnown(int form) => new("REPORT_FORM_UNKNOWN",
        $"the campaign was closed with its items in form {form}, and this version knows forms up to {ItemColumns.LatestForm} only: ask a newer one",
        new Dictionary<string, string>());

    private async Task<ReportMade> Make(Asked asked, Stream to, ServerCallContext context)
    {
        var forCaller = (CallerInterceptor.CallerOf(context).IsUnscoped ? reports : reports.WithinScope()).InForm(asked.Items);
        return await forCaller.Write(asked.Campaign, asked.Reading.Position, asked.Reading.RecordingTime, asked.Form, to, context.CancellationToken)
            ?? throw NotLaunched();
    }

    /// <param name="Items">The form of the items.</param>
    private readonly record struct Asked(CampaignId Campaign, int Items, Reading Reading, ReportForm Form);
}
