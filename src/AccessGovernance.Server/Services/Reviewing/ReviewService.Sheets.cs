using AccessGovernance.Api.V1;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Reviewing;

public sealed partial class ReviewServiceV1
{
    private const int MaxChunkBytes = 1024 * 1024;

    public override Task DecideItems(
        IAsyncStreamReader<DecideItemsRequest> requestStream, IServerStreamWriter<DecideItemsResponse> responseStream, ServerCallContext context) =>
        new DecisionStream(decisions, context).Run(requestStream, responseStream);

    public override async Task ExportWorkList(
        ExportWorkListRequest request, IServerStreamWriter<ExportWorkListResponse> responseStream, ServerCallContext context)
    {
        var states = WorkFilter.StatesOf(request.States);
        var read = await questions.Read(request.AtLeast, context);
        var campaign = read.Campaign(Names.Campaign("campaign", request.Campaign));
        var persons = (await commands.CallerOf(context, read.Now)).Persons;
        var own = new OwnItems(read, campaign, persons, CallerInterceptor.CallerOf(context));
        var sheet = new WorkSheet();
        foreach (var page in own.Pages(states))
        {
            foreach (var item in await work.OfReviewer(page, _ => campaign, persons, read.Now, context.CancellationToken))
                sheet.Add(item);
            await responseStream.WriteAsync(new() { Chunk = sheet.Take() }, context.CancellationToken);
        }
        var (rows, sha256) = sheet.End();
        await responseStream.WriteAsync(new() { End = new() { Rows = rows, Sha256 = sha256, Basis = read.Basis(true) } }, context.CancellationToken);
    }

    public override async Task ImportDecisions(
        IAsyncStreamReader<ImportDecisionsRequest> requestStream, IServerStreamWriter<ImportDecisionsResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.PartCase != ImportDecisionsRequest.PartOneofCase.Start)
            throw new InvalidRequestException("start", "must come before the first chunk");
        var start = requestStream.Current.Start;
        Commands.ParseRequestId(start.RequestId);
        var (read, _, _) = await items.Find(Names.Campaign("campaign", start.Campaign), 0, context);
        var persons = (await commands.CallerOf(context, read.Now)).Persons;
        var import = new SheetImport(questions, decisions, start, persons);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            decisions.Callers.Readmit(context);
            if (requestStream.Current.PartCase != ImportDecisionsRequest.PartOneofCase.Chunk)
                throw new InvalidRequestException("chunk", "must follow the start");
            if (requestStream.Current.Chunk.Length > MaxChunkBytes)
                throw new InvalidRequestException("chunk", $"has {requestStream.Current.Chunk.Length} bytes; at most {MaxChunkBytes} are allowed");
            await Answer(import.Take(requestStream.Current.Chunk.Memory, context));
        }
        await Answer(import.Finish(context, context.CancellationToken));
        await responseStream.WriteAsync(new() { End = import.End }, context.CancellationToken);

        async Task Answer(IAsyncEnumerable<ImportedDecision> results)
        {
            await foreach (var result in results.WithCancellation(context.CancellationToken))
                await responseStream.WriteAsync(new() { Decision = result }, context.CancellationToken);
        }
    }
}
