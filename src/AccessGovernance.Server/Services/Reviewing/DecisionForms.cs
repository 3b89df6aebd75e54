using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>Answers of requests as the domain's.</summary>
internal static class DecisionForms
{
    private const long MaxDwellMs = 86_400_000;

    /// <exception cref="InvalidRequestException">Something of it cannot be.</exception>
    public static AnswerItem Parse(V1.ItemDecision decision, bool bulk)
    {
        if (decision.DwellMs is < 0 or > MaxDwellMs)
            throw new InvalidRequestException("dwell_ms", $"is {decision.DwellMs}; 0 to {MaxDwellMs} are allowed");
        var answer = decision.Answer == V1.ReviewAnswer.Unspecified
            ? throw new InvalidRequestException("answer", "must be certify, revoke, modify or abstain")
            : Texts.Enum<V1.ReviewAnswer, Answer>("answer", decision.Answer);
        var removes = decision.Removes == V1.Removal.Unspecified && answer == Answer.Revoke ? Removal.Grant
            : Texts.Enum<V1.Removal, Removal>("removes", decision.Removes);
        return new AnswerItem(
            answer, decision.Until is { } until ? Times.Parse("until", until) : null, removes, Justification(decision.Justification),
            new Handling(bulk, decision.DwellMs, decision.RecommendationShown));
    }

    private static PersonalText? Justification(string text) =>
        text.Length == 0 ? null : PersonalText.Plain(RetentionClass.Evidence, Texts.Said("justification", text));
}
