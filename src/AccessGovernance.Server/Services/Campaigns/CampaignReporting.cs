using System.Security.Cryptography;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reports;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Grpc.Core;
using Knowledge = AccessGovernance.AccessHistory.Knowledge;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// Has reports made, at most <see cref="MaxAtOnce"/> at a time, and sends them. Each lies in a file of its own meanwhile, which goes with the call.
/// </summary>
public sealed class CampaignReporting(CampaignReports reports, HistoryQuestions history, PositionTokens tokens) : IDisposable
{
    private const int MaxAtOnce = 2;
    private const int ChunkBytes = 1024 * 1024;

    private readonly SemaphoreSlim room = new(MaxAtOnce, MaxAtOnce);

    /// <summary>The hash of the items as CSV, as recorded up to a position.</summary>
    public async Task<string> HashOf(CampaignId campaign, long position, ServerCallContext context) =>
        (await Make(campaign, position, ReportForm.Csv, Stream.Null, context)).Made.Sha256;

    /// <param name="position">What was recorded up to here; inside a batch, up to the batch before.</param>
    public async Task Send(CampaignId campaign, long position, ReportForm form, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var place = Path.Combine(Path.GetTempPath(), $"report-{Guid.NewGuid():N}");
        await using var file = new FileStream(place, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, ChunkBytes, FileOptions.DeleteOnClose);
        var (made, basis) = await Make(campaign, position, form, file, context);
        file.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkBytes];
        while (await file.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, context.CancellationToken) is var read and > 0)
        {
            hash.AppendData(chunk, 0, read);
            await to.WriteAsync(new() { Chunk = ByteString.CopyFrom(chunk, 0, read) }, context.CancellationToken);
        }
        var end = new ReportEnd
        {
            Rows = made.Rows, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()), ItemsSha256 = made.Sha256, Query = made.Head.Query,
            ValidAt = Times.Of(made.Head.Basis.ValidAt), Basis = basis, GeneratorVersion = ReportHead.Generator,
        };
        await to.WriteAsync(new() { End = end }, context.CancellationToken);
    }

    public void Dispose() => room.Dispose();

    private async Task<(ReportMade Made, AnswerBasis Basis)> Make(CampaignId campaign, long position, ReportForm form, Stream to, ServerCallContext context)
    {
        await history.Latest(context);
        var reading = history.History.Read(Knowledge.AtPosition(position));
        await room.WaitAsync(context.CancellationToken);
        try
        {
            var forCaller = CallerInterceptor.CallerOf(context).IsUnscoped ? reports : reports.WithinScope();
            var made = await forCaller.Write(campaign, reading.Position, reading.RecordingTime, form, to, context.CancellationToken)
                ?? throw new NotReadyException(
                    "CAMPAIGN_NOT_LAUNCHED", "the population of the campaign was not frozen by then", new Dictionary<string, string>());
            return (made, new()
            {
                Token = tokens.Format(reading.Position), Position = reading.Position, RecordingTime = Times.Of(reading.RecordingTime), Open = reading.Open,
                Complete = true, KnownBy = KnownBy.Ours, Layer = "entitled",
            });
        }
        finally
        {
            room.Release();
        }
    }
}
