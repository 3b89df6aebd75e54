using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Domain.Reviews.Messages;

namespace AccessGovernance.EventLog.Events;

/// <summary>Stored names of what reviews know, written by hand as in <see cref="EnumNames"/>. Flags are stored as numbers.</summary>
internal static class ReviewNames
{
    public static readonly StoredNames<JustificationRule> JustificationRules = new(
        (JustificationRule.Never, "never"), (JustificationRule.OnChange, "on-change"), (JustificationRule.Always, "always"));

    public static readonly StoredNames<EscalationKind> EscalationKinds = new(
        (EscalationKind.AddManager, "add-manager"), (EscalationKind.ReplaceByManager, "replace-by-manager"));

    public static readonly StoredNames<RemediationMode> RemediationModes = new(
        (RemediationMode.Automated, "automated"), (RemediationMode.ReportOnly, "report-only"));

    public static readonly StoredNames<StrategyKind> StrategyKinds = new(
        (StrategyKind.OneAcceptAccepts, "one-accept-accepts"), (StrategyKind.OneDenyDenies, "one-deny-denies"),
        (StrategyKind.AcceptedIfNotDenied, "accepted-if-not-denied"), (StrategyKind.AllMustAccept, "all-must-accept"),
        (StrategyKind.Quorum, "quorum"));

    public static readonly StoredNames<EarlierDecisions> Visibilities = new(
        (EarlierDecisions.Hidden, "hidden"), (EarlierDecisions.Result, "result"), (EarlierDecisions.Everything, "everything"));

    public static readonly StoredNames<NoResponse> NoResponses = new(
        (NoResponse.Keep, "keep"), (NoResponse.Revoke, "revoke"), (NoResponse.Suspend, "suspend"),
        (NoResponse.TakeRecommendation, "take-recommendation"));

    public static readonly StoredNames<Answer> Answers = new(
        (Answer.None, "none"), (Answer.Certify, "certify"), (Answer.Revoke, "revoke"), (Answer.Modify, "modify"), (Answer.Abstain, "abstain"));

    public static readonly StoredNames<Removal> Removals = new((Removal.None, "none"), (Removal.Grant, "grant"), (Removal.Content, "content"));

    public static readonly StoredNames<Recommendation> Recommendations = new(
        (Recommendation.None, "none"), (Recommendation.Certify, "certify"), (Recommendation.Revoke, "revoke"));

    public static readonly StoredNames<AdviceReason> AdviceReasons = new(
        (AdviceReason.LongUnused, "long-unused"), (AdviceReason.UsedLately, "used-lately"), (AdviceReason.Outlier, "outlier"),
        (AdviceReason.UsualAmongPeers, "usual-among-peers"), (AdviceReason.HolderLeft, "holder-left"), (AdviceReason.Ownerless, "ownerless"));

    public static readonly StoredNames<ReplacementCause> ReplacementCauses = new(
        (ReplacementCause.ReviewerLeft, "reviewer-left"), (ReplacementCause.NoResponse, "no-response"));

    public static readonly StoredNames<ResolutionResult> ResolutionResults = new(
        (ResolutionResult.Found, "found"), (ResolutionResult.FoundBefore, "found-before"), (ResolutionResult.OwnAccess, "own-access"),
        (ResolutionResult.Barred, "barred"), (ResolutionResult.Gone, "gone"), (ResolutionResult.Nobody, "nobody"),
        (ResolutionResult.TooMany, "too-many"), (ResolutionResult.NoEnd, "no-end"));

    public static readonly StoredNames<OutcomeKind> Outcomes = new(
        (OutcomeKind.Open, "open"), (OutcomeKind.Kept, "kept"), (OutcomeKind.Certified, "certified"), (OutcomeKind.Modified, "modified"),
        (OutcomeKind.Suspended, "suspended"), (OutcomeKind.Revoked, "revoked"));

    public static readonly StoredNames<RemediationAction> RemediationActions = new(
        (RemediationAction.Revoke, "revoke"), (RemediationAction.Suspend, "suspend"), (RemediationAction.Modify, "modify"));

    public static readonly StoredNames<MessageKind> MessageKinds = new(
        (MessageKind.Launch, "launch"), (MessageKind.StageBegun, "stage-begun"), (MessageKind.Reminder, "reminder"), (MessageKind.Escalation, "escalation"),
        (MessageKind.Deadline, "deadline"), (MessageKind.Remediation, "remediation"), (MessageKind.Overdue, "overdue"));

    public static readonly StoredNames<DeliveryError> DeliveryErrors = new(
        (DeliveryError.Unreachable, "unreachable"), (DeliveryError.TimedOut, "timed-out"), (DeliveryError.Refused, "refused"));

    public static readonly StoredNames<GiveUpCause> GiveUpCauses = new(
        (GiveUpCause.TooManyAttempts, "too-many-attempts"), (GiveUpCause.Expired, "expired"), (GiveUpCause.RecipientGone, "recipient-gone"),
        (GiveUpCause.NoAddress, "no-address"), (GiveUpCause.NothingOwed, "nothing-owed"), (GiveUpCause.Rejected, "rejected"));

    public static readonly StoredNames<DayOfWeek> Days = new(
        (DayOfWeek.Monday, "monday"), (DayOfWeek.Tuesday, "tuesday"), (DayOfWeek.Wednesday, "wednesday"), (DayOfWeek.Thursday, "thursday"),
        (DayOfWeek.Friday, "friday"), (DayOfWeek.Saturday, "saturday"), (DayOfWeek.Sunday, "sunday"));
}

internal sealed class JustificationRuleConverter() : EnumConverter<JustificationRule>(ReviewNames.JustificationRules);

internal sealed class EscalationKindConverter() : EnumConverter<EscalationKind>(ReviewNames.EscalationKinds);

internal sealed class RemediationModeConverter() : EnumConverter<RemediationMode>(ReviewNames.RemediationModes);

internal sealed class StrategyKindConverter() : EnumConverter<StrategyKind>(ReviewNames.StrategyKinds);

internal sealed class EarlierDecisionsConverter() : EnumConverter<EarlierDecisions>(ReviewNames.Visibilities);

internal sealed class NoResponseConverter() : EnumConverter<NoResponse>(ReviewNames.NoResponses);

internal sealed class AnswerConverter() : EnumConverter<Answer>(ReviewNames.Answers);

internal sealed class RemovalConverter() : EnumConverter<Removal>(ReviewNames.Removals);

internal sealed class RecommendationConverter() : EnumConverter<Recommendation>(ReviewNames.Recommendations);

internal sealed class AdviceReasonConverter() : EnumConverter<AdviceReason>(ReviewNames.AdviceReasons);

internal sealed class ReplacementCauseConverter() : EnumConverter<ReplacementCause>(ReviewNames.ReplacementCauses);

internal sealed class ResolutionResultConverter() : EnumConverter<ResolutionResult>(ReviewNames.ResolutionResults);

internal sealed class OutcomeKindConverter() : EnumConverter<OutcomeKind>(ReviewNames.Outcomes);

internal sealed class RemediationActionConverter() : EnumConverter<RemediationAction>(ReviewNames.RemediationActions);

internal sealed class DayOfWeekConverter() : EnumConverter<DayOfWeek>(ReviewNames.Days);

internal sealed class MessageKindConverter() : EnumConverter<MessageKind>(ReviewNames.MessageKinds);

internal sealed class DeliveryErrorConverter() : EnumConverter<DeliveryError>(ReviewNames.DeliveryErrors);

internal sealed class GiveUpCauseConverter() : EnumConverter<GiveUpCause>(ReviewNames.GiveUpCauses);
