using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.EventLog;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Questions to the read model of reviews: waits until it has read far enough, and says what the answer is true at.</summary>
public sealed class ReviewQuestions(
    PresentHead present, ReviewReader reader, ReviewProjector projector, NodeClock clock, PositionTokens tokens, AnswerPages pages)
{
    public Pages Pages { get; } = pages.Pages;

    public AnswerRoom Room { get; } = pages.Room;

    public PositionTokens Tokens { get; } = tokens;

    /// <summary>Opens it at what is recorded now, and at least at the token.</summary>
    /// <exception cref="HeadNotHeardException">This silo may not know what is recorded now.</exception>
    public async ValueTask<ReviewRead> Read(string atLeast, ServerCallContext context)
    {
        await present.Hear(context);
        present.Require(context);
        var head = present.Head;
        var wanted = atLeast.Length == 0 ? head.Position : Math.Max(Tokens.Parse("at_least", atLeast), head.Position);
        await Waiting.For(projector.WaitFor, wanted, () => projector.Position, context);
        return new ReviewRead(reader, clock.Now, projector.Position, present.Head.RecordingTime, Tokens);
    }
}

/// <summary>How long answers are cut into pages.</summary>
public sealed record AnswerPages(Pages Pages, AnswerRoom Room);

/// <summary>The read model of reviews at some position, or later.</summary>
/// <param name="Position">What it had read at least when it was opened.</param>
public sealed record ReviewRead(ReviewReader Reviews, Instant Now, long Position, Instant RecordingTime, PositionTokens Tokens)
{
    /// <exception cref="RefusedException">There is no such campaign.</exception>
    public CampaignRecord Campaign(CampaignId id) => Reviews.Campaign(id)
        ?? throw new RefusedException(new(RefusalReason.CampaignUnknown, "campaign", $"{Names.Of(id)} is not known"));

    /// <exception cref="RefusedException">There is no such definition.</exception>
    public DefinitionRecord Definition(DefinitionId id) => Reviews.Definition(id)
        ?? throw new RefusedException(new(RefusalReason.DefinitionUnknown, "definition", $"{Names.Of(id)} is not known"));

    /// <exception cref="RefusedException">The campaign has no such item.</exception>
    public ItemRecord Item(CampaignId campaign, int number) => Reviews.Item(campaign, new ItemNumber(number))
        ?? throw new RefusedException(new(RefusalReason.ItemUnknown, "item", $"the campaign has no item {number}"));

    public V1.AnswerBasis Basis(bool complete) => new()
    {
        Token = Tokens.Format(Position), Position = Position, RecordingTime = Times.Of(RecordingTime), Open = true, Complete = complete,
        KnownBy = V1.KnownBy.Ours, Layer = "entitled",
    };
}
