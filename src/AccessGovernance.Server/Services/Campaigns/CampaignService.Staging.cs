using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Grains;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews;
using AccessGovernance.Server.Reviews.Running;
using Grpc.Core;
using CampaignSettings = AccessGovernance.Domain.Reviews.Definitions.CampaignSettings;
using CampaignStatus = AccessGovernance.Domain.Reviews.Campaigns.CampaignStatus;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    public override async Task<EndStageResponse> EndStage(EndStageRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var id = Names.Campaign("campaign", request.Campaign);
        var (read, campaign) = await Campaign(id, "", context);
        // Ending a stage is one thing however often and by whomever it is asked for: the campaign's own clock does it, once.
        if (HasEnded(campaign, request.Stage))
            return new() { Receipt = commands.Receipt(new Outcome(read.Position, false, null)) };
        await commands.Begin(request, request.RequestId, context);
        if (RefusalOf(read, campaign, request.Stage) is { } refusal)
            throw new RefusedException(refusal);
        await commands.Grains.GetGrain<ICampaignClock>(id.Value).Wake();
        while (!HasEnded(campaign, request.Stage))
        {
            await runs.Change(read.Position, context);
            (read, campaign) = await Campaign(id, "", context);
            // What it waits for never comes then.
            if (campaign.Status is CampaignStatus.Cancelled or CampaignStatus.Archived)
                throw new RefusedException(new(RefusalReason.CampaignNotInReview, "campaign", $"the campaign has ended meanwhile: {campaign.Status}"));
        }
        return new() { Receipt = commands.Receipt(new Outcome(read.Position, true, null)) };
    }

    public override async Task<ExtendStageResponse> ExtendStage(ExtendStageRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var reason = SettingTexts.Read("reason", request.Reason, CampaignSettings.MaxReasonLength);
        var day = DateOnly.TryParseExact(request.LastDay, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
            ? parsed : throw new InvalidRequestException("last_day", "must be a date such as 2026-12-25");
        var (read, campaign) = await Campaign(Names.Campaign("campaign", request.Campaign), "", context);
        var zone = ZoneClocks.Of(campaign.Basis.Settings.Calendar.Zone, read.Now);
        var denied = runs.SubjectsOf(runs.MayBeDenied(read, campaign.Id), campaign.Basis.ValidAt);
        var receipt = await Run(request, request.RequestId, campaign.Id, new ExtendStage(request.Stage - 1, day, zone, denied, reason), context);
        var (after, extended) = await Campaign(campaign.Id, receipt.Token, context);
        return new() { Receipt = receipt, Campaign = CampaignMessages.Of(extended, after.Tokens, CallerInterceptor.CallerOf(context)) };
    }

    private static bool HasEnded(CampaignRecord campaign, int stage) => stage >= 1 && stage <= campaign.Deadlines.Length
        && (stage <= campaign.Stage || campaign.Status is CampaignStatus.Remediation or CampaignStatus.SignedOff or CampaignStatus.Closed);

    private Refusal? RefusalOf(ReviewRead read, CampaignRecord campaign, int stage)
    {
        if (campaign.Status != CampaignStatus.InReview || stage != campaign.Stage + 1)
            return new(RefusalReason.CampaignNotInReview, "stage", $"stage {stage} is not under review");
        if (read.Now >= campaign.Rules.Deadline
            || SignedOffStage.Is(read.Reviews, campaign, i => runs.SubjectsSince(i.Frozen.Identity, campaign.Basis.ValidAt)))
            return null;
        var open = campaign.Counts.Open;
        var uncounted = SignedOffStage.AsRecorded(campaign) ? ", some by persons whose own access it has turned out to be" : "";
        return new(RefusalReason.StageNotOver, "stage",
            $"of {open.Items} items, {open.SignedOff} are signed off{uncounted}; the stage lasts until {campaign.Rules.Deadline}");
    }
}
