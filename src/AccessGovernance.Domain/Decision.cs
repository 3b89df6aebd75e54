namespace AccessGovernance.Domain;

/// <summary>
/// The outcome of deciding a command: events to record, nothing to do, or a refusal. "Nothing" is an acceptance: what was asked for
/// holds already.
/// </summary>
public sealed record Decision
{
    private Decision(IReadOnlyList<DomainEvent> events, Refusal? refusal) => (Events, Refusal) = (events, refusal);

    public static Decision Nothing { get; } = new([], null);

    public IReadOnlyList<DomainEvent> Events { get; }

    public Refusal? Refusal { get; }

    public static Decision Record(params IReadOnlyList<DomainEvent> events) => new(events, null);

    public static Decision Refuse(RefusalReason reason, string field, string message) => new([], new Refusal(reason, field, message));

    public static implicit operator Decision(Refusal refusal) => new([], refusal);

    public static Decision FromRefusal(Refusal refusal) => refusal;
}

/// <summary>Why a command was not carried out: the state that forbids it, the request's field that it concerns, and a sentence.</summary>
public sealed record Refusal(RefusalReason Reason, string Field, string Message);

/// <summary>States that forbid a command. The names are part of the API (<c>ErrorInfo.reason</c>).</summary>
public enum RefusalReason
{
    IdentityUnknown,
    IdentityAlreadyRegistered,
    IdentityTerminated,
    IdentityNotTerminated,
    IdentityForgotten,
    NoPendingTermination,
    LinkUnknown,
    LegalHoldInPlace,
    LegalHoldUnknown,
    ForgettingNotRequested,
    SecondPersonRequired,
    PersonRequired,
    OwnAccess,
    BackdatingNotPermitted,
    ReasonRequired,
    GrantUnknown,
    GrantVoid,
    FactNotOpen,
    FactAlreadyOpen,
    SourceTimeDecreasing,
    SourceTimeInFuture,
    EntitlementUnknown,
    EntitlementAlreadyDefined,
    EntitlementRetired,
    EntitlementHasCapacity,
    EntitlementHasNoCapacity,
    CapacityExhausted,
    CapacityInUse,
    ApplicationUnknown,
    ApplicationAlreadyDefined,
    ConferralUnknown,
    ConferralCycle,
    ConferralTooDeep,
    TokenUnknown,
    RolesExclusive,
    TokenLimitReached,
    SnapshotLimitReached,
    RequestIdReused,
    PeriodOver,
    NotYetActive,
    SyncUnknown,
    SyncOver,
    PartOutOfOrder,
    ObservationTimeDecreasing,
    ReportEmpty,
    SettingInvalid,
    DefinitionUnknown,
    DefinitionAlreadyDefined,
    DefinitionRevisedSince,
    DefinitionRetired,
    CampaignUnknown,
    CampaignAlreadyLaunched,
    CampaignNotLaunching,
    CampaignNotInReview,
    CampaignNotInRemediation,
    CampaignNotSignedOff,
    CampaignOver,
    CampaignNotOver,
    ScopeMatchesNobody,
    ScopeMatchesEverybody,
    ItemsWithoutReviewer,
    StageNotOver,
    DeadlinePassed,
    RemediationOpen,
    ItemNotInReview,
    NotReviewer,
    ReviewerAmbiguous,
    ReviewerAlreadyAssigned,
    ReviewerBarred,
    ReviewerLimitReached,
    ReviewSignedOff,
    AnswerMissing,
    JustificationRequired,
    DelegationCircle,
    DelegationTooLong,
    CaseUnknown,
    CaseNotOpen,
    ItemUnknown,
    MessageUnknown,
    MessageLimitReached,
    PersonUnknown,
    CampaignSignedOff,
}
