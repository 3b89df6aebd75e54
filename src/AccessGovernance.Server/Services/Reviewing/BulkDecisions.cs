using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.PersonalData;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using ItemResult = AccessGovernance.Api.V1.ItemResult;
using Status = Google.Rpc.Status;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>Many answers in one request: each is decided by itself, and what is refused stops no other.</summary>
public sealed class BulkDecisions(Commands commands, ItemCommands items, Fingerprints fingerprints, CallerInterceptor callers)
{
    /// <summary>Answers of one request.</summary>
    public const int MaxDecisions = 1_000;

    /// <summary>Admits each further message of a stream.</summary>
    public CallerInterceptor Callers { get; } = callers;

    /// <exception cref="InvalidRequestException">The request as a whole is wrong.</exception>
    /// <exception cref="RefusedException">There is no such campaign.</exception>
    public async Task<DecideItemsResponse> Decide(DecideItemsRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        if (request.Decisions.Count is < 1 or > MaxDecisions)
            throw new InvalidRequestException("decisions", $"has {request.Decisions.Count} elements; 1 to {MaxDecisions} are allowed");
        var (read, campaign, over) = await items.Find(Names.Campaign("campaign", request.Campaign), request.Stage, context);
        var caller = CallerInterceptor.CallerOf(context);
        var results = new DecidedItem[request.Decisions.Count];
        var (asked, places) = (new List<ItemRequest>(results.Length), new List<int>(results.Length));
        var canonical = request.Clone();
        for (var i = 0; i < results.Length; i++)
        {
            var decision = request.Decisions[i];
            try
            {
                var item = read.Item(campaign.Id, decision.Item);
                caller.RequireScope(item.Frozen.Application, "item");
                asked.Add(items.RequestOf(campaign, item, DecisionForms.Parse(decision, bulk: true)));
                places.Add(i);
                canonical.Decisions[i].Justification = FingerprintOf(item, decision.Justification);
            }
            catch (Exception e) when (e is InvalidRequestException or RefusedException or DeniedException or IdentityForgottenException)
            {
                results[i] = new() { Item = decision.Item, Result = ItemResult.Refused, Error = StatusOf(e, context) };
                canonical.Decisions[i].Justification = "";
            }
        }
        var begun = await commands.BeginInOwnName(canonical, request.RequestId, null, context);
        var (done, position) = await items.ExecuteAll(campaign, asked, over, begun, e => StatusOf(e, context));
        for (var i = 0; i < done.Length; i++)
            results[places[i]] = Of(asked[i].Item.Value, done[i], context);
        var response = new DecideItemsResponse { RequestId = request.RequestId, Items = { results } };
        if (position > 0)
            response.Receipt = commands.Receipt(new Outcome(position, Array.Exists(done, d => d.Kind == ItemResultKind.Recorded), null));
        return response;
    }

    /// <summary>What became of one item, as a message.</summary>
    public DecidedItem Of(int item, ItemResultOf result, ServerCallContext context) => new()
    {
        Item = item, Result = (ItemResult)result.Kind,
        // Denials among them are recorded as those of single answers are.
        Error = result.Refusal is { } refusal ? StatusOf(new RefusedException(refusal), context) : result.Failure,
    };

    public Status StatusOf(Exception e, ServerCallContext context) => Callers.Failed(e, context) is var failed && failed.GetRpcStatus() is { } status
        ? status : new Status { Code = (int)failed.StatusCode, Message = failed.Status.Detail };

    // Nothing about a person outlives that person's key, the fingerprint of a request included.
    private string FingerprintOf(ItemRecord item, string text) =>
        text.Length == 0 ? "" : fingerprints.OfText(item.Frozen.Identity, RetentionClass.Evidence, text).ToString();
}
