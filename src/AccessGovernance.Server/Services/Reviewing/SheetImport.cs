using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services.Campaigns;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ItemResult = AccessGovernance.Api.V1.ItemResult;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>
/// One spreadsheet that comes back. Rows without an answer are left alone; a row whose item has changed since it was exported is refused, unless it says
/// what was answered already. The same file with the same request id answers nothing twice.
/// </summary>
internal sealed class SheetImport(ReviewQuestions questions, BulkDecisions decisions, ImportDecisionsStart start, ImmutableArray<PersonId> persons)
{
    private const int BatchRows = 500;
    private static readonly string[] Needed = ["item", "revision", "answer"];

    private readonly SheetLines lines = new();
    private readonly List<(SheetLine Line, ItemDecision Decision)> waiting = [];
    private Dictionary<string, int>? columns;
    private int batches;

    public ImportDecisionsEnd End { get; } = new();

    public IAsyncEnumerable<ImportedDecision> Take(ReadOnlyMemory<byte> chunk, ServerCallContext context) =>
        Answer(lines.Take(chunk.Span, last: false), context, context.CancellationToken);

    public async IAsyncEnumerable<ImportedDecision> Finish(ServerCallContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var result in Answer(lines.Take([], last: true), context, cancellation))
            yield return result;
        foreach (var result in await Send(context))
            yield return result;
    }

    private async IAsyncEnumerable<ImportedDecision> Answer(
        IReadOnlyList<SheetLine> read, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var line in read)
        {
            if (columns is null)
                columns = Header(line);
            else if (Wait(line, context) is { } refused)
                yield return refused;
            if (waiting.Count < BatchRows)
                continue;
            foreach (var result in await Send(context))
                yield return result;
        }
    }

    // Null where the row waits for its batch, or has no answer.
    private ImportedDecision? Wait(SheetLine line, ServerCallContext context)
    {
        if (Cell(line, "answer").Length == 0)
        {
            End.Skipped++;
            return null;
        }
        try
        {
            waiting.Add((line, Parse(line)));
            return null;
        }
        catch (InvalidRequestException e)
        {
            return Refused(line, 0, decisions.StatusOf(e, context));
        }
    }

    private async Task<IReadOnlyList<ImportedDecision>> Send(ServerCallContext context)
    {
        var batch = waiting.ToList();
        waiting.Clear();
        if (batch.Count == 0)
            return [];
        var read = await questions.Read("", context);
        var campaign = Names.Campaign("campaign", start.Campaign);
        var checkedRows = batch.ConvertAll(b =>
            (b.Line, b.Decision, Result: Check(b.Line, b.Decision, read.Reviews.Item(campaign, new(b.Decision.Item)), context)));
        var request = new DecideItemsRequest
        {
            RequestId = RequestIds.Derive("import-decisions", start.RequestId, (batches++).ToString(CultureInfo.InvariantCulture)).ToString(),
            Campaign = start.Campaign, Decisions = { checkedRows.Where(c => c.Result is null).Select(c => c.Decision) },
        };
        var answers = request.Decisions.Count == 0 ? new Queue<DecidedItem>() : new Queue<DecidedItem>(await Decide(request, context));
        return [.. checkedRows.Select(c => c.Result ?? Count(c.Line, answers.Dequeue()))];
    }

    private async Task<IEnumerable<DecidedItem>> Decide(DecideItemsRequest request, ServerCallContext context)
    {
        var answer = await decisions.Decide(request, context);
        End.Token = answer.Receipt?.Token ?? End.Token;
        return answer.Items;
    }

    // Null for what is to be answered.
    private ImportedDecision? Check(SheetLine line, ItemDecision decision, ItemRecord? item, ServerCallContext context)
    {
        if (item is null || WorkItems.RevisionOf(item) == Cell(line, "revision"))
            return null;
        // Of an item that is over, whoever decides says so; how it changed since the export is beside the point.
        var stands = item.PlaceOf(persons) is { } place && (ReviewAnswer)place.Answer == decision.Answer
            && (place.Until is { } until ? Times.Of(until) : null)?.Equals(decision.Until) != false;
        if (!stands && !item.IsInReview)
            return null;
        if (!stands)
            return Refused(line, decision.Item, decisions.StatusOf(new NotReadyException(
                "ITEM_CHANGED", $"item {decision.Item} has changed since it was exported", new Dictionary<string, string>()), context));
        End.Unchanged++;
        return new() { Line = line.Number, Item = decision.Item, Result = ItemResult.Unchanged };
    }

    private ImportedDecision Count(SheetLine line, DecidedItem answer)
    {
        if (answer.Result == ItemResult.Refused)
            return Refused(line, answer.Item, answer.Error);
        if (answer.Result == ItemResult.Recorded)
            End.Recorded++;
        else
            End.Unchanged++;
        return new() { Line = line.Number, Item = answer.Item, Result = answer.Result };
    }

    private ImportedDecision Refused(SheetLine line, int item, Google.Rpc.Status error)
    {
        End.Refused++;
        return new() { Line = line.Number, Item = item, Result = ItemResult.Refused, Error = error };
    }

    private ItemDecision Parse(SheetLine line) => new()
    {
        Item = int.TryParse(Cell(line, "item"), NumberStyles.None, CultureInfo.InvariantCulture, out var item)
            ? item : throw new InvalidRequestException("item", "is no number of an item"),
        Answer = SheetWords.Parse<ReviewAnswer>("answer", Cell(line, "answer")), Until = Time(Cell(line, "until")),
        Removes = SheetWords.Parse<Api.V1.Removal>("removes", Cell(line, "removes")), Justification = WorkSheet.Plain(Cell(line, "justification")),
    };

    private static Timestamp? Time(string text)
    {
        if (text.Length == 0)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Timestamp.FromDateTimeOffset(at) : throw new InvalidRequestException("until", "is no time such as 2026-12-31T23:00:00Z");
    }

    private string Cell(SheetLine line, string column) =>
        columns!.TryGetValue(column, out var place) && place < line.Cells.Count ? line.Cells[place] : "";

    private static Dictionary<string, int> Header(SheetLine line)
    {
        var found = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < line.Cells.Count; i++)
            found.TryAdd(line.Cells[i].Trim(), i);
        return Needed.FirstOrDefault(n => !found.ContainsKey(n)) is { } missing
            ? throw new InvalidRequestException("chunk", $"has no column {missing} in its first line; import the file that was exported")
            : found;
    }
}
