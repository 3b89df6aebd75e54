using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reports;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using Knowledge = AccessGovernance.AccessHistory.Knowledge;
using Reading = AccessGovernance.AccessHistory.Reading;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Reports of one campaign's items: as files, and as the hash that its closing records.</summary>
public sealed class CampaignReporting(CampaignReports reports, ReportFiles files, HistoryQuestions history, PositionTokens tokens)
{
    /// <summary>The hash of the items as CSV, as recorded up to a position.</summary>
    public async Task<string> HashOf(CampaignId campaign, long position, ServerCallContext context)
    {
        var reading = await ReadingAt(position, context);
        var made = await files.Make(() => Make(campaign, reading, ReportForm.Csv, Stream.Null, context), context.CancellationToken);
        return made.Sha256;
    }

    /// <param name="position">What was recorded up to here; inside a batch, up to the batch before.</param>
    public async Task Send(CampaignId campaign, long position, ReportForm form, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var reading = await ReadingAt(position, context);
        await files.Send(async file =>
        {
            var made = await Make(campaign, reading, form, file, context);
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

    private async Task<ReportMade> Make(CampaignId campaign, Reading reading, ReportForm form, Stream to, ServerCallContext context)
    {
        var forCaller = CallerInterceptor.CallerOf(context).IsUnscoped ? reports : reports.WithinScope();
        return await forCaller.Write(campaign, reading.Position, reading.RecordingTime, form, to, context.CancellationToken) ?? throw NotLaunched();
    }
}
