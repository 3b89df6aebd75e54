using System.Collections.Immutable;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Grpc.Core;
using CampaignSettings = AccessGovernance.Domain.Reviews.Definitions.CampaignSettings;
using CampaignStatus = AccessGovernance.Domain.Reviews.Campaigns.CampaignStatus;
using CaseState = AccessGovernance.Domain.Reviews.Campaigns.CaseState;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    /// <summary>Changes of the history that one call waits for.</summary>
    private const int MaxChanges = 1_000;

    public override async Task<ListCasesResponse> ListCases(ListCasesRequest request, ServerCallContext context)
    {
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var states = request.States.Select((s, i) => Texts.Enum<Api.V1.CaseState, CaseState>($"states[{i}]", s)).ToHashSet();
        var id = Names.Campaign("campaign", request.Campaign);
        var (read, _) = await WithCases(id, request.AtLeast, context);
        var after = page.After.Length == 0 ? 0 : int.Parse(page.After, CultureInfo.InvariantCulture);
        var found = read.Reviews.Items(id, new ItemNumber(after), page.Size, i => i.Case is { } c && (states.Count == 0 || states.Contains(c.State))
            && (!request.Open || !c.IsEnded(read.Now)) && (!request.Overdue || c.IsOverdue(read.Now)));
        var mayRead = CallerInterceptor.CallerOf(context).SeesPersonalData;
        var excepted = await runs.Exceptions.Of(found.Items, read.Position, mayRead, context.CancellationToken);
        var response = new ListCasesResponse
        {
            Cases = { found.Items.Select(i => CampaignMessages.CaseOf(i, read.Now, excepted.GetValueOrDefault(i.Number))) }, ReasonsHidden = !mayRead,
        };
        var logins = await runs.LoginsOf(found.Items, context);
        for (var i = 0; logins.Count > 0 && i < found.Items.Count; i++)
            response.Cases[i].Login = logins.GetValueOrDefault(found.Items[i].Frozen.Identity, "");
        response.NextPageToken = found.StoppedAfter is { } last ? page.Next(last.Item.ToString(CultureInfo.InvariantCulture)) : "";
        response.Basis = read.Basis(response.NextPageToken.Length == 0);
        return response;
    }

    public override async Task<AcknowledgeCaseResponse> AcknowledgeCase(AcknowledgeCaseRequest request, ServerCallContext context) => new()
    {
        Receipt = await Remediate(request, new(request.RequestId, request.Campaign, request.Item) { Acknowledges = true },
            new AcknowledgeRemediation(Names.Raw("reference", request.Reference)), context),
    };

    public override async Task<FailCaseResponse> FailCase(FailCaseRequest request, ServerCallContext context) => new()
    {
        Receipt = await Remediate(request, new(request.RequestId, request.Campaign, request.Item),
            new FailRemediation(SettingTexts.Read("error", request.Error, CampaignSettings.MaxReasonLength)), context),
    };

    public override async Task<ExceptCaseResponse> ExceptCase(ExceptCaseRequest request, ServerCallContext context)
    {
        var until = Times.Parse("until", request.Until ?? throw new InvalidRequestException("until", "must be given"));
        var command = new ExceptRemediation(until, Texts.Reason(request.Reason));
        return new() { Receipt = await Remediate(request, new(request.RequestId, request.Campaign, request.Item) { Holds = true }, command, context) };
    }

    // Cases are opened a moment after the last stage has ended: until all of them are, nobody can say what is open.
    private async ValueTask<(ReviewRead Read, CampaignRecord Campaign)> WithCases(CampaignId id, string atLeast, ServerCallContext context)
    {
        for (var changes = 0; changes < MaxChanges; changes++)
        {
            var (read, campaign) = await Campaign(id, atLeast, context);
            if (campaign.Status is not (CampaignStatus.Remediation or CampaignStatus.SignedOff) || campaign.Counts.CasesMissing <= 0)
                return (read, campaign);
            await runs.Change(read.Position, context);
        }
        throw new NotReadyException("CASES_NOT_OPEN", "the cases of the campaign are being opened; ask again in a moment", new Dictionary<string, string>());
    }

    private async Task<Receipt> Remediate<T>(T request, CaseKey key, RemediationCommand command, ServerCallContext context)
        where T : IMessage<T>
    {
        Commands.ParseRequestId(key.RequestId);
        var id = Names.Campaign("campaign", key.Campaign);
        var (read, campaign) = await Campaign(id, "", context);
        var item = read.Item(id, key.Item);
        var begun = await commands.Begin(request, key.RequestId, item.Frozen.Identity, context);
        ImmutableArray<PersonId> since = runs.SubjectsSince(item.Frozen.Identity, campaign.Basis.ValidAt);
        var part = commands.Grains.GetGrain<IReviewPartGrain>(ReviewPartId.Of(id, item.Number).ToString());
        var over = campaign.Status is CampaignStatus.Cancelled or CampaignStatus.Closed or CampaignStatus.Archived
            ? new Refusal(RefusalReason.CampaignOver, "campaign", $"the campaign is over: {campaign.Status}") : null;
        over ??= key.Acknowledges ? NotHandedOver(campaign, item) : null;
        if ((over ?? (key.Holds ? await NotHeld(item, begun.Now, context) : null)) is { } refusal)
            return commands.Receipt(await part.FindRepeated(begun) ?? Outcome.Refused(refusal));
        return commands.Receipt((await part.Remediate([new CaseRequest(item.Number, command, since)], begun)).Outcome);
    }

    // What is carried out by itself ends grants of this history: that somebody says it is done would leave them.
    private static Refusal? NotHandedOver(CampaignRecord campaign, ItemRecord item) =>
        campaign.Basis.Settings.Remediation.Mode == Domain.Reviews.Definitions.RemediationMode.Automated
        && item.Case is { State: CaseState.Requested } or { State: CaseState.Failed, IsGivenUp: false }
            ? new(RefusalReason.CaseNotOpen, "item", "the case is carried out by itself, and has not been yet; what was sent or given up is acknowledged")
            : null;

    // What an account of nobody known has only reports tell, and the case itself says once it is gone.
    private async ValueTask<Refusal?> NotHeld(ItemRecord item, Instant now, ServerCallContext context) =>
        UnownedLogin.Is(item.Frozen.Identity) || await runs.Named.Holds(item.Frozen.Identity, item.Frozen.Entitlement, now, context) ? null
        : new(RefusalReason.CaseNotOpen, "item",
            "the access has ended, and an exception gives nothing back; only what the identity still holds is excepted");

    private readonly record struct CaseKey(string RequestId, string Campaign, int Item)
    {
        /// <summary>The access has to be held still.</summary>
        public bool Holds { get; init; }

        /// <summary>It has to be somebody's to do.</summary>
        public bool Acknowledges { get; init; }
    }
}
