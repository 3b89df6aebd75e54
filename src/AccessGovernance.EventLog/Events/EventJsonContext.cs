using System.Text.Json.Serialization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Domain.Tokens;

namespace AccessGovernance.EventLog.Events;

/// <summary>What the compiler generates for the bodies of events: camel case, nulls left out, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    IgnoreReadOnlyProperties = true,
    Converters =
    [
        typeof(IdentityIdConverter), typeof(PersonIdConverter), typeof(AppIdConverter), typeof(EntitlementIdConverter),
        typeof(GrantIdConverter), typeof(ConferralIdConverter), typeof(LinkIdConverter), typeof(HoldIdConverter), typeof(TokenIdConverter),
        typeof(InstantConverter), typeof(PeriodConverter), typeof(PersonalTextConverter), typeof(AttributesConverter),
        typeof(IdentityKindConverter), typeof(LinkRoleConverter), typeof(CauseKindConverter), typeof(EntitlementKindConverter),
        typeof(RiskConverter), typeof(RoleConverter), typeof(SnapshotIdConverter), typeof(FulfilmentConverter), typeof(SyncKindConverter),
        typeof(SyncOutcomeConverter),
        typeof(DefinitionIdConverter), typeof(CampaignIdConverter), typeof(ItemNumberConverter), typeof(ItemSetConverter), typeof(ConditionTextConverter),
        typeof(JustificationRuleConverter), typeof(EscalationKindConverter), typeof(RemediationModeConverter), typeof(StrategyKindConverter),
        typeof(EarlierDecisionsConverter), typeof(NoResponseConverter), typeof(AnswerConverter), typeof(RemovalConverter), typeof(RecommendationConverter),
        typeof(AdviceReasonConverter), typeof(ReplacementCauseConverter), typeof(ResolutionResultConverter), typeof(OutcomeKindConverter),
        typeof(RemediationActionConverter), typeof(DayOfWeekConverter),
        typeof(MessageIdConverter), typeof(MessageKindConverter), typeof(DeliveryErrorConverter), typeof(GiveUpCauseConverter),
    ])]
[JsonSerializable(typeof(IdentityRegistered))]
[JsonSerializable(typeof(IdentityMarkedSynthetic))]
[JsonSerializable(typeof(AttributesChanged))]
[JsonSerializable(typeof(IdentityLinked))]
[JsonSerializable(typeof(IdentityLinkEnded))]
[JsonSerializable(typeof(IdentitySuspended))]
[JsonSerializable(typeof(IdentityResumed))]
[JsonSerializable(typeof(IdentityTerminated))]
[JsonSerializable(typeof(TerminationWithdrawn))]
[JsonSerializable(typeof(IdentityReinstated))]
[JsonSerializable(typeof(LegalHoldPlaced))]
[JsonSerializable(typeof(LegalHoldLifted))]
[JsonSerializable(typeof(ForgettingRequested))]
[JsonSerializable(typeof(IdentityForgotten))]
[JsonSerializable(typeof(AccessGranted))]
[JsonSerializable(typeof(AccessRevoked))]
[JsonSerializable(typeof(GrantCorrected))]
[JsonSerializable(typeof(GrantVoided))]
[JsonSerializable(typeof(EntitlementDefined))]
[JsonSerializable(typeof(EntitlementChanged))]
[JsonSerializable(typeof(EntitlementMoved))]
[JsonSerializable(typeof(EntitlementRetired))]
[JsonSerializable(typeof(SeatReserved))]
[JsonSerializable(typeof(SeatSettled))]
[JsonSerializable(typeof(ApplicationDefined))]
[JsonSerializable(typeof(ApplicationChanged))]
[JsonSerializable(typeof(FulfilmentChosen))]
[JsonSerializable(typeof(ConferralAdded))]
[JsonSerializable(typeof(ConferralEnded))]
[JsonSerializable(typeof(ConferralVoided))]
[JsonSerializable(typeof(TokenIssued))]
[JsonSerializable(typeof(TokenRevoked))]
[JsonSerializable(typeof(SnapshotTaken))]
[JsonSerializable(typeof(SyncStarted))]
[JsonSerializable(typeof(PartReported))]
[JsonSerializable(typeof(LoginsMatched))]
[JsonSerializable(typeof(SyncEnded))]
[JsonSerializable(typeof(CampaignDefined))]
[JsonSerializable(typeof(DefinitionRevised))]
[JsonSerializable(typeof(DefinitionRetired))]
[JsonSerializable(typeof(LaunchBegun))]
[JsonSerializable(typeof(LaunchAttempted))]
[JsonSerializable(typeof(OwnAccessKept))]
[JsonSerializable(typeof(CampaignLaunched))]
[JsonSerializable(typeof(ReviewStageEnded))]
[JsonSerializable(typeof(ReviewStageBegun))]
[JsonSerializable(typeof(ReviewStageExtended))]
[JsonSerializable(typeof(RemediationBegun))]
[JsonSerializable(typeof(OwnAccessLeftOut))]
[JsonSerializable(typeof(CampaignSignedOff))]
[JsonSerializable(typeof(CampaignSignedOffWithMany))]
[JsonSerializable(typeof(CampaignClosed))]
[JsonSerializable(typeof(CampaignClosedInForm))]
[JsonSerializable(typeof(CampaignCancelled))]
[JsonSerializable(typeof(CampaignArchived))]
[JsonSerializable(typeof(PopulationFrozen))]
[JsonSerializable(typeof(PopulationContinued))]
[JsonSerializable(typeof(FreezingAttempted))]
[JsonSerializable(typeof(ItemStageOpened))]
[JsonSerializable(typeof(ItemAnswered))]
[JsonSerializable(typeof(ItemCommented))]
[JsonSerializable(typeof(ItemDelegated))]
[JsonSerializable(typeof(ReviewerReplaced))]
[JsonSerializable(typeof(ReviewerAdded))]
[JsonSerializable(typeof(ItemSignedOff))]
[JsonSerializable(typeof(ItemStageClosed))]
[JsonSerializable(typeof(RemediationRequested))]
[JsonSerializable(typeof(RemediationSent))]
[JsonSerializable(typeof(RemediationAcknowledged))]
[JsonSerializable(typeof(RemediationFailed))]
[JsonSerializable(typeof(AccessObservedAbsent))]
[JsonSerializable(typeof(AccessRetained))]
[JsonSerializable(typeof(AccessReappeared))]
[JsonSerializable(typeof(RemediationExcepted))]
[JsonSerializable(typeof(MessageQueued))]
[JsonSerializable(typeof(MessageDelivered))]
[JsonSerializable(typeof(MessageFailed))]
[JsonSerializable(typeof(MessageGivenUp))]
[JsonSerializable(typeof(ImportStarted))]
[JsonSerializable(typeof(ImportProgressed))]
[JsonSerializable(typeof(RequestNoted))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
