using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reports.Tables;

namespace AccessGovernance.Reports;

/// <summary>
/// The words of reports, written by hand: renaming a member in the program changes no report that was made before, and no hash. A word is never changed.
/// </summary>
internal static class ReportWords
{
    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(Risk value) => value switch
    {
        Risk.Low => "low", Risk.Medium => "medium", Risk.High => "high", Risk.Critical => "critical",
        _ => throw Unknown(value),
    };

    public static string Of(CauseKind value) => value switch
    {
        CauseKind.Rule => "rule", CauseKind.ApprovedRequest => "approved-request", CauseKind.DirectAssignment => "direct-assignment",
        CauseKind.Review => "review", CauseKind.Import => "import", CauseKind.BreakGlass => "break-glass",
        _ => throw Unknown(value),
    };

    public static string Of(Recommendation value) => value switch
    {
        Recommendation.None => "none", Recommendation.Certify => "certify", Recommendation.Revoke => "revoke",
        _ => throw Unknown(value),
    };

    public static string Of(AdviceReason value) => value switch
    {
        AdviceReason.LongUnused => "long-unused", AdviceReason.UsedLately => "used-lately", AdviceReason.Outlier => "outlier",
        AdviceReason.UsualAmongPeers => "usual-among-peers", AdviceReason.HolderLeft => "holder-left", AdviceReason.Ownerless => "ownerless",
        _ => throw Unknown(value),
    };

    public static string Of(ResolutionResult value) => value switch
    {
        ResolutionResult.Found => "found", ResolutionResult.FoundBefore => "found-before", ResolutionResult.OwnAccess => "own-access",
        ResolutionResult.Barred => "barred", ResolutionResult.Gone => "gone", ResolutionResult.Nobody => "nobody",
        ResolutionResult.TooMany => "too-many", ResolutionResult.NoEnd => "no-end",
        _ => throw Unknown(value),
    };

    /// <summary>Of one kind; the kinds of one place are several words.</summary>
    public static string Of(ReviewerKinds value) => value switch
    {
        ReviewerKinds.LineManager => "line-manager", ReviewerKinds.EntitlementOwner => "entitlement-owner",
        ReviewerKinds.ApplicationOwner => "application-owner", ReviewerKinds.Named => "named", ReviewerKinds.GovernanceGroup => "governance-group",
        ReviewerKinds.Described => "described", ReviewerKinds.Fallback => "fallback", ReviewerKinds.Escalation => "escalation",
        _ => throw Unknown(value),
    };

    public static string Of(StageResults value) => value switch
    {
        StageResults.None => "none", StageResults.Accepted => "accepted", StageResults.Denied => "denied", StageResults.Undecided => "undecided",
        _ => throw Unknown(value),
    };

    public static string Of(Answer value) => value switch
    {
        Answer.None => "none", Answer.Certify => "certify", Answer.Revoke => "revoke", Answer.Modify => "modify", Answer.Abstain => "abstain",
        _ => throw Unknown(value),
    };

    public static string Of(ReplacementCause value) => value switch
    {
        ReplacementCause.ReviewerLeft => "reviewer-left", ReplacementCause.NoResponse => "no-response",
        _ => throw Unknown(value),
    };

    public static string Of(OutcomeKind value) => value switch
    {
        OutcomeKind.Open => "open", OutcomeKind.Kept => "kept", OutcomeKind.Certified => "certified", OutcomeKind.Modified => "modified",
        OutcomeKind.Suspended => "suspended", OutcomeKind.Revoked => "revoked",
        _ => throw Unknown(value),
    };

    public static string Of(Removal value) => value switch
    {
        Removal.None => "none", Removal.Grant => "grant", Removal.Content => "content",
        _ => throw Unknown(value),
    };

    public static string Of(RemediationAction value) => value switch
    {
        RemediationAction.Revoke => "revoke", RemediationAction.Suspend => "suspend", RemediationAction.Modify => "modify",
        _ => throw Unknown(value),
    };

    public static string Of(CaseState value) => value switch
    {
        CaseState.None => "none", CaseState.Requested => "requested", CaseState.Sent => "sent", CaseState.Acknowledged => "acknowledged",
        CaseState.ObservedAbsent => "observed-absent", CaseState.Failed => "failed", CaseState.Retained => "retained",
        CaseState.Reappeared => "reappeared", CaseState.Excepted => "excepted",
        _ => throw Unknown(value),
    };

    public static string Of(CampaignStatus value) => value switch
    {
        CampaignStatus.None => "none", CampaignStatus.Launching => "launching", CampaignStatus.InReview => "in-review",
        CampaignStatus.Remediation => "remediation", CampaignStatus.SignedOff => "signed-off", CampaignStatus.Closed => "closed",
        CampaignStatus.Cancelled => "cancelled", CampaignStatus.Archived => "archived",
        _ => throw Unknown(value),
    };

    public static string Of(StrategyKind value) => value switch
    {
        StrategyKind.OneAcceptAccepts => "one-accept-accepts", StrategyKind.OneDenyDenies => "one-deny-denies",
        StrategyKind.AcceptedIfNotDenied => "accepted-if-not-denied", StrategyKind.AllMustAccept => "all-must-accept",
        StrategyKind.Quorum => "quorum",
        _ => throw Unknown(value),
    };

    public static string Of(NoResponse value) => value switch
    {
        NoResponse.Keep => "keep", NoResponse.Revoke => "revoke", NoResponse.Suspend => "suspend",
        NoResponse.TakeRecommendation => "take-recommendation",
        _ => throw Unknown(value),
    };

    public static string Of(CoverageState value) => value switch
    {
        CoverageState.Never => "never", CoverageState.NotAnswered => "not-answered", CoverageState.GrantedAnew => "granted-anew",
        CoverageState.TooLongAgo => "too-long-ago", CoverageState.UnderReview => "under-review", CoverageState.Reviewed => "reviewed",
        _ => throw Unknown(value),
    };

    /// <summary>A step of a campaign, whichever shape it was recorded in.</summary>
    public static string Of(CampaignEvent what) => what switch
    {
        LaunchBegun => "launch-begun", LaunchAttempted => "launch-attempted", OwnAccessKept => "own-access-kept",
        CampaignLaunched => "campaign-launched", ReviewStageEnded => "review-stage-ended", ReviewStageBegun => "review-stage-begun",
        ReviewStageExtended => "review-stage-extended", RemediationBegun => "remediation-begun", OwnAccessLeftOut => "own-access-left-out",
        ICampaignSignOff => "campaign-signed-off", ICampaignClosing => "campaign-closed", CampaignCancelled => "campaign-cancelled",
        CampaignArchived => "campaign-archived",
        _ => throw Unknown(what.GetType().Name),
    };

    private static ArgumentOutOfRangeException Unknown(object value) => new(nameof(value), value, "has no word in reports");
}
