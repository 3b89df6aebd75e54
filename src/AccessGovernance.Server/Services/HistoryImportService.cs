using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Importing;
using AccessGovernance.Grains.State;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Telemetry;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

/// <summary>Takes old histories in: parses and checks the form of rows, and leaves every decision to the domain.</summary>
public sealed class HistoryImportServiceV1(
    Commands commands, EntitlementLookup entitlements, GrainServices grains, TimeProvider time, CallerInterceptor callers, OwnHoldings own)
    : HistoryImportService.HistoryImportServiceBase
{
    public override async Task ImportHistory(
        IAsyncStreamReader<ImportHistoryRequest> requestStream, IServerStreamWriter<ImportHistoryResponse> responseStream, ServerCallContext context)
    {
        if (!CallerInterceptor.CallerOf(context).MayBackdate)
            throw new DeniedException("BACKDATING_NOT_PERMITTED", "an import states what is back-dated, and the caller lacks the right to");
        CallerInterceptor.CallerOf(context).RequireUnscoped("importing a history");
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.PartCase != ImportHistoryRequest.PartOneofCase.Start)
            throw new InvalidRequestException("start", "must come before the first rows");
        commands.RequireIntact(context);
        var block = Parse(requestStream.Current.Start, await commands.CallerOf(context, commands.Clock.Now));
        var importer = new HistoryImporter(grains, time, block, (entitlement, _) => own.Any(block.Caller, entitlement, context));
        var last = 0L;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var heard = await commands.Integrity.Head.Hear(context);
            callers.Readmit(context);
            commands.RequireIntact(context);
            if (requestStream.Current.PartCase != ImportHistoryRequest.PartOneofCase.Rows)
                throw new InvalidRequestException("rows", "must follow the start");
            var rows = Parse(requestStream.Current.Rows, ref last);
            commands.Integrity.Head.Require(heard);
            var batch = await importer.Import(rows, context.CancellationToken);
            entitlements.Acknowledge(batch.Position);
            CallMetrics.Imported(batch.Accepted, batch.Repeated, batch.Rejected.Count);
            await responseStream.WriteAsync(ToMessage(block, batch), context.CancellationToken);
        }
    }

    public override async Task<GetImportResponse> GetImport(GetImportRequest request, ServerCallContext context)
    {
        CallerInterceptor.CallerOf(context).RequireUnscoped("asking about an import");
        commands.Integrity.Head.Require(context);
        var source = Names.Raw("source", request.Source);
        var block = BlockId(source, Hash(request.FileSha256));
        var (state, _) = await new AggregateLoader<ImportSource>(grains, EventLog.StreamNames.OfImport(source), null).Load(context.CancellationToken);
        var progress = state.Progress.GetValueOrDefault(block);
        return new GetImportResponse
        {
            BlockId = block.ToString("D"), LastRow = progress?.LastRow ?? 0, Accepted = progress?.Accepted ?? 0,
            RepeatedRows = progress?.Repeated ?? 0, Rejected = progress?.Rejected ?? 0,
        };
    }

    private static Guid BlockId(string source, string hash) => RequestIds.Derive("import-block", source, hash).Value;

    private static string Hash(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigit)
        ? hash.ToLowerInvariant()
        : throw new InvalidRequestException("file_sha256", "must be 64 hexadecimal digits");

    private static ImportBlock Parse(ImportStart start, Caller caller)
    {
        var source = Names.Raw("start.source", start.Source);
        var hash = Hash(start.FileSha256);
        var from = Times.Parse("start.governed_from", start.GovernedFrom ?? throw new InvalidRequestException("start.governed_from", "must be given"));
        return new ImportBlock(source, BlockId(source, hash), hash, from, caller);
    }

    private static List<HistoryRow> Parse(ImportRows rows, ref long last)
    {
        if (rows.Rows.Count is < 1 or > HistoryImporter.MaxRows)
            throw new InvalidRequestException("rows", $"must be 1 to {HistoryImporter.MaxRows}");
        var parsed = new List<HistoryRow>(rows.Rows.Count);
        foreach (var row in rows.Rows)
        {
            var field = $"rows[{row.Row}]";
            if (row.Row <= last)
                throw new InvalidRequestException(field + ".row", $"must grow; the row before is {last}");
            last = row.Row;
            parsed.Add(new HistoryRow(row.Row,
                Times.Parse(field + ".recorded_at", row.RecordedAt ?? throw new InvalidRequestException(field + ".recorded_at", "must be given")),
                Times.Parse(field + ".effective_at", row.EffectiveAt ?? throw new InvalidRequestException(field + ".effective_at", "must be given")),
                Texts.Enum<ImportOperation, RowOperation>(field + ".operation", row.Operation),
                Texts.Enum<ImportRelation, RowRelation>(field + ".relation", row.Relation),
                Names.Raw(field + ".subject", row.Subject), Names.Raw(field + ".object", row.Object)));
        }
        return parsed;
    }

    private ImportHistoryResponse ToMessage(ImportBlock block, ImportedBatch batch)
    {
        var response = new ImportHistoryResponse
        {
            BlockId = block.Id.ToString("D"), LastRow = batch.Progress.LastRow, Accepted = batch.Accepted, RepeatedRows = batch.Repeated,
            Receipt = commands.Receipt(new Outcome(batch.Position, batch.Accepted > 0, null)),
        };
        response.Rejected.Add(batch.Rejected.Select(r => new RejectedRow
        {
            Row = r.Number, Field = r.Refusal.Field, Reason = ErrorMapper.NameOf(r.Refusal.Reason), Message = r.Refusal.Message,
        }));
        return response;
    }
}
