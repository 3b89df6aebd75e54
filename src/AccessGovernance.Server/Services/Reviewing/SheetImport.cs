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

    // As exported, and as spreadsheets write it again.
    private static readonly string[] UntilForms =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK"];

    private readonly SheetLines lines = new();
    private readonly List<(SheetLine Line, ItemDecision Decision)> waiting = [];
    private Dictionary<string, int>? columns;

    public ImportDecisionsEnd End { get; } = new();

    public IAsyncEnumerable<ImportedDecision> Take(ReadOnlyMemory<byte> chunk, ServerCallContext context) =>
        Answer(lines.Take(chunk.Span, last: false), unended: false, context, context.CancellationToken);

    public async IAsyncEnumerable<ImportedDecision> Finish(ServerCallContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var result in Answer(lines.Take([], last: true), unended: true, context, cancellation))
            yield return result;
        foreach (var result in await Send(context))
            yield return result;
    }

    private async IAsyncEnumerable<ImportedDecision> Answer(
        IReadOnlyList<SheetLine> read, bool unended, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var line in read)
        {
            if (columns is null)
                columns = Header(line);
            else if (Wait(line, unended, context) is { } refused)
                yield return refused;
            if (waiting.Count < BatchRows)
                continue;
            foreach (var result in await Send(context))
                yield return result;
        }
    }

    // Null where the row waits for its batch, or has no answer.
    private ImportedDecision? Wait(SheetLine line, bool unended, ServerCallContext context)
    {
        if (line.Problem is { } problem)
            return Refused(line, 0, decisions.StatusOf(new InvalidRequestException("chunk", problem), context));
        // The rest of what it says may be missing, such as until when, or what is to go.
        if (line.Cells.Count <= columns!["answer"] || (unended && line.Cells.Count < columns.Count))
            return Refused(line, 0, decisions.StatusOf(new InvalidRequestException("chunk", "has a line that ends too early"), context));
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
        var items = await Items(context);
        var checkedRows = batch.ConvertAll(b => (b.Line, b.Decision, Result: Check(b.Line, b.Decision, items(b.Decision), context)));
        var request = new DecideItemsRequest { Campaign = start.Campaign, Decisions = { checkedRows.Where(c => c.Result is null).Select(c => c.Decision) } };
        var answers = new Queue<DecidedItem>(request.Decisions.Count == 0 ? [] : await Decide(request, context));
        // A repeated request says nothing of its rows: what stands does.
        items = answers.Any(a => a.Result == ItemResult.Repeated) ? await Items(context) : items;
        return [.. checkedRows.Select(c => c.Result ?? Count(c.Line, answers.Dequeue(), Stands(items(c.Decision), c.Decision), context))];
    }

    private async ValueTask<Func<ItemDecision, ItemRecord?>> Items(ServerCallContext context)
    {
        var read = await questions.Read("", context);
        var campaign = Names.Campaign("campaign", start.Campaign);
        return decision => read.Reviews.Item(campaign, new(decision.Item));
    }

    private async Task<IEnumerable<DecidedItem>> Decide(DecideItemsRequest request, ServerCallContext context)
    {
        // By what is sent, not by its place in the file: what stands already is not sent again. Nothing that somebody wrote goes into an id.
        string[] parts = [start.RequestId, .. request.Decisions.Select(d => $"{d.Item} {(int)d.Answer} {d.Until} {(int)d.Removes}")];
        request.RequestId = RequestIds.Derive("import-decisions", parts).ToString();
        var answer = await decisions.Decide(request, context);
        End.Token = answer.Receipt?.Token ?? End.Token;
        return answer.Items;
    }

    // Null for what is to be answered: also of what is not the caller's, or is over, whoever decides says so.
    private ImportedDecision? Check(SheetLine line, ItemDecision decision, ItemRecord? item, ServerCallContext context)
    {
        if (item?.PlaceOf(persons) is not { } place)
            return null;
        if (Stands(item, decision))
            return decision.Justification.Length > 0 ? null : Unchanged(line, decision.Item);
        return !item.IsInReview || WorkItems.RevisionOf(item, place) == Cell(line, "revision") ? null : Changed(line, decision.Item, context);
    }

    private bool Stands(ItemRecord? item, ItemDecision decision) => item?.PlaceOf(persons) is { } place && (ReviewAnswer)place.Answer == decision.Answer
        && Equals(place.Until is { } until ? Times.Of(until) : null, decision.Until)
        && (decision.Removes == Api.V1.Removal.Unspecified || (Api.V1.Removal)place.Removes == decision.Removes);

    private ImportedDecision Count(SheetLine line, DecidedItem answer, bool stands, ServerCallContext context)
    {
        if (answer.Result == ItemResult.Refused)
            return Refused(line, answer.Item, answer.Error);
        if (answer.Result != ItemResult.Recorded)
            return stands ? Unchanged(line, answer.Item) : Changed(line, answer.Item, context);
        End.Recorded++;
        return new() { Line = line.Number, Item = answer.Item, Result = answer.Result };
    }

    private ImportedDecision Unchanged(SheetLine line, int item)
    {
        End.Unchanged++;
        return new() { Line = line.Number, Item = item, Result = ItemResult.Unchanged };
    }

    private ImportedDecision Changed(SheetLine line, int item, ServerCallContext context) => Refused(line, item, decisions.StatusOf(
        new NotReadyException("ITEM_CHANGED", $"item {item} is not as it was when this row was exported, or the row is of another item: export it anew",
            new Dictionary<string, string>()), context));

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
        return DateTimeOffset.TryParseExact(text, UntilForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Timestamp.FromDateTimeOffset(at) : throw new InvalidRequestException("until", "is no time such as 2026-12-31T23:00:00Z");
    }

    private string Cell(SheetLine line, string column) =>
        columns!.TryGetValue(column, out var place) && place < line.Cells.Count ? line.Cells[place] : "";

    private static Dictionary<string, int> Header(SheetLine line)
    {
        if (line.Problem is { } problem)
            throw new InvalidRequestException("chunk", problem);
        var found = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < line.Cells.Count; i++)
            found.TryAdd(line.Cells[i].Trim(), i);
        return Needed.FirstOrDefault(n => !found.ContainsKey(n)) is { } missing
            ? throw new InvalidRequestException("chunk", $"has no column {missing} in its first line; import the file that was exported")
            : found;
    }
}
