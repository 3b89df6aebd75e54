using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Campaigns and cases as messages of the API. Stages are numbered from 1 on there.</summary>
internal static class CampaignMessages
{
    public static V1.Campaign Of(CampaignRecord campaign, PositionTokens tokens, CallerPrincipal caller)
    {
        var message = Brief(campaign, tokens);
        message.Settings = SettingsMessages.Of(campaign.Basis.Settings);
        message.SignOff?.StillOpen.Add(campaign.SignOff!.Open.Items().Take(CampaignSignedOff.MaxListed).Select(i => i.Value));
        message.Population = campaign.Population is { } population ? Of(population) : null;
        if (message.Population is { } frozen)
        {
            // How much access there is outside is not for those who do not see it.
            frozen.Considered = caller.IsUnscoped ? frozen.Considered : 0;
            (frozen.OwnAccessKept, frozen.OwnAccessLeftOut) = (campaign.Kept?.Items ?? 0, campaign.LeftOut?.Items ?? 0);
        }
        return message;
    }

    /// <summary>Without what may be long: of the settings the name alone, and no population.</summary>
    public static V1.Campaign Brief(CampaignRecord campaign, PositionTokens tokens)
    {
        var basis = campaign.Basis;
        return new()
        {
            Name = Names.Of(campaign.Id), Definition = Names.Of(basis.Definition), DefinitionVersion = basis.Version,
            Settings = new() { Name = basis.Settings.Name }, Status = (V1.CampaignStatus)campaign.Status,
            ValidAt = Times.Of(basis.ValidAt), Position = basis.Position, Token = tokens.Format(basis.Position),
            SourceKnownAt = basis.SourceKnownAt is { } known ? Times.Of(known) : null,
            IterationOf = basis.IterationOf is { } iterated ? Names.Of(iterated) : "",
            Frozen = campaign.Status == CampaignStatus.Launching ? campaign.Counts.Frozen : 0,
            Stage = campaign.Deadlines.IsEmpty ? 0 : campaign.Stage + 1,
            Stages = { campaign.Deadlines.Select((deadline, i) => Of(campaign, deadline, i)) },
            Items = Of(campaign.Counts),
            Cases = { campaign.Counts.Cases.Select(c => new V1.CaseTally { State = (V1.CaseState)c.Key, Cases = c.Value }) },
            SignOff = campaign.SignOff is { } signed ? Of(signed) : null, ReportSha256 = campaign.Report?.ReportSha256 ?? "",
            ReportToken = campaign.Report is { } report ? tokens.Format(report.Position) : "",
            BegunAt = Times.Of(campaign.BegunAt), LaunchedBy = campaign.LaunchedBy,
        };
    }

    /// <summary>Null where the item has none.</summary>
    /// <param name="excepted">The latest exception, where there is one.</param>
    public static V1.RemediationCase? CaseOf(ItemRecord item, Instant now, ExceptedCase? excepted) => item.Case is not { } found ? null : new()
    {
        Campaign = Names.Of(item.Campaign), Item = item.Number.Value, Identity = Names.OfHolder(item.Frozen.Identity),
        Account = Names.AccountOf(item.Frozen.Identity), Entitlement = Names.Of(item.Frozen.Entitlement),
        Application = Names.Of(item.Frozen.Application), Risk = (V1.Risk)item.Frozen.Risk, State = (V1.CaseState)found.State,
        RequestedAt = Times.Of(found.RequestedAt), DueAt = Times.Of(found.DueAt), Overdue = found.IsOverdue(now), Open = !found.IsEnded(now),
        Attempts = found.Attempts, Through = found.Through is { } through ? Names.Of(through) : "",
        ExceptedUntil = found.ExceptedUntil is { } until ? Times.Of(until) : null, ExceptedBy = excepted is null ? "" : Names.Of(excepted.By),
        ExceptionReason = excepted?.Reason ?? "",
        Failures = found.Failures, RetryAt = found.RetryAt is { } retry ? Times.Of(retry) : null,
    };

    public static V1.CampaignPopulation Of(Population population) => new()
    {
        Items = population.Items, Considered = population.Considered, WithoutReviewer = population.WithoutReviewer,
        Applications = { population.Counts.Select(c => new V1.ApplicationItems { Application = Names.Of(c.Application), Items = c.Items }) },
        Sha256 = population.Sha256,
    };

    private static V1.CampaignStage Of(CampaignRecord campaign, StageDeadline deadline, int index)
    {
        var isOver = index < campaign.Stage || campaign.Status is not (CampaignStatus.Launching or CampaignStatus.InReview);
        return new()
        {
            Number = index + 1, Name = campaign.Basis.Settings.Stages[index].Name,
            Deadline = new() { Date = deadline.Stated.Date, Zone = deadline.Stated.Zone }, DeadlineAt = Times.Of(deadline.At),
            Tally = isOver && index < campaign.Counts.Stages.Length ? Of(campaign.Counts.Stages[index]) : null,
        };
    }

    private static V1.StageTally Of(StageTally tally) =>
        new() { Items = tally.Items, Answered = tally.Answered, SignedOff = tally.SignedOff, Advancing = tally.Advancing };

    private static V1.ItemTally Of(CampaignCounts counts) => new()
    {
        InReview = counts.Open.Items, Answered = counts.Open.Answered, SignedOff = counts.Open.SignedOff, WithoutReviewer = counts.Open.WithoutReviewer,
        Kept = counts.Outcomes.GetValueOrDefault(OutcomeKind.Kept), Certified = counts.Outcomes.GetValueOrDefault(OutcomeKind.Certified),
        Modified = counts.Outcomes.GetValueOrDefault(OutcomeKind.Modified), Suspended = counts.Outcomes.GetValueOrDefault(OutcomeKind.Suspended),
        Revoked = counts.Outcomes.GetValueOrDefault(OutcomeKind.Revoked),
    };

    private static V1.CampaignSignOff Of(ICampaignSignOff signed) => new()
    {
        Person = Names.Of(signed.By), Role = signed.Role, Statement = signed.Statement ?? "", StillOpenCount = signed.Open.Count,
    };
}
