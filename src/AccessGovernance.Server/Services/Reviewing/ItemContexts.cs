using AccessGovernance.Api.V1;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services.Campaigns;
using Grpc.Core;
using EarlierDecisions = AccessGovernance.Domain.Reviews.Definitions.EarlierDecisions;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>Which item is looked at, by whom.</summary>
/// <param name="Visible">How much of earlier decisions the viewer may see.</param>
/// <param name="SeesPersonalData">Of everybody.</param>
public sealed record ItemView(ReviewRead Read, CampaignRecord Campaign, ItemRecord Item, EarlierDecisions Visible, bool SeesPersonalData);

/// <summary>What helps to decide about an item beside what was frozen: what happened to it, earlier reviews, and what a revocation would take away.</summary>
public sealed class ItemContexts(ItemHistories histories, EarlierReviews earlier, HistoryQuestions history, DirectoryReader directory)
{
    /// <summary>Entitlements and holders that are listed.</summary>
    private const int MaxListed = 100;

    private const string NameAttribute = "name";

    public ItemHistories Histories { get; } = histories;

    public async ValueTask<IReadOnlyList<Api.V1.EarlierReview>> Earlier(ItemView view, CancellationToken cancellation)
    {
        if (view.Visible == EarlierDecisions.Hidden)
            return [];
        var found = await earlier.Of(view.Read, view.Campaign, view.Item, cancellation);
        return [.. found.Select(e => Of(e, view.Visible == EarlierDecisions.Everything))];
    }

    /// <summary>Null once the item is decided, and of an account of nobody known: no grant tells what it would lose.</summary>
    public async ValueTask<Api.V1.RevocationEffect?> IfRevoked(ItemView view, ServerCallContext context)
    {
        if (!view.Item.IsInReview || UnownedLogin.Is(view.Item.Frozen.Identity))
            return null;
        var reading = await history.Latest(context);
        var now = reading.Now(view.Read.Now);
        var effect = RevocationEffects.Of(history.History, view.Item.Frozen, now, reading);
        return new()
        {
            Loses = { effect.Loses.Take(MaxListed).Select(Names.Of) }, LosesCount = effect.Loses.Length,
            RetainedThrough = { effect.RetainedThrough.Select(Names.Of) }, OthersCount = effect.Others.Length,
            Others = { effect.Others.Take(MaxListed).Select(i => new AffectedHolder { Identity = Names.Of(i), Name = NameOf(i, now, view) }) },
            Complete = effect.Complete,
        };
    }

    private string NameOf(IdentityId identity, Instant now, ItemView view) =>
        view.SeesPersonalData ? directory.Identity(identity, now)?.Attributes.GetValueOrDefault(NameAttribute) ?? "" : "";

    private static Api.V1.EarlierReview Of(EarlierReview review, bool showsReviewers) => new()
    {
        Campaign = Names.Of(review.Campaign.Id), CampaignName = review.Campaign.Basis.Settings.Name, Item = review.Item.Number.Value,
        ValidAt = Times.Of(review.Campaign.Basis.ValidAt), EndedAt = Times.Of(review.Last.EndedAt),
        Outcome = (ReviewOutcome)review.Item.Outcome.Kind, BySilence = review.Item.Outcome.BySilence,
        Until = review.Item.Outcome.Until is { } until ? Times.Of(until) : null,
        Reviewers = { showsReviewers ? review.Last.Places.Select(p => WorkItems.Of(p, own: false, showsAnswer: true)) : [] },
    };
}
