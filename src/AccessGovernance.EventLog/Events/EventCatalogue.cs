using System.Collections.Frozen;
using System.Collections.Immutable;
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

/// <summary>A stored name and the event that it stands for.</summary>
/// <param name="Since">The level of the catalogue from which on builds know it.</param>
public sealed record CatalogueEntry(string Name, Type Event, int Since = EventCatalogue.Base);

/// <summary>
/// Every stored name there is. A storage format: names are never changed, never used again and never derived from the program's own names;
/// an event of a new shape is a new record with a new version. Names that come into the catalogue together raise its level by one: a history
/// that several nodes write to takes them once all of its nodes know them (decision 19).
/// </summary>
public static class EventCatalogue
{
    /// <summary>The level of what every build knows.</summary>
    public const int Base = 1;

    // A build of an earlier level, for tests of an upgrade, is made with -p:CatalogueLevel=1 in a place of its own.
#if CATALOGUE_LEVEL_1
    private const int Newest = 1;
#else
    private const int Newest = int.MaxValue;
#endif

    private static readonly ImmutableArray<CatalogueEntry> Entries =
    [
        new("identity.registered.v1", typeof(IdentityRegistered)),
        new("identity.marked-synthetic.v1", typeof(IdentityMarkedSynthetic)),
        new("identity.attributes-changed.v1", typeof(AttributesChanged)),
        new("identity.linked.v1", typeof(IdentityLinked)),
        new("identity.link-ended.v1", typeof(IdentityLinkEnded)),
        new("identity.suspended.v1", typeof(IdentitySuspended)),
        new("identity.resumed.v1", typeof(IdentityResumed)),
        new("identity.terminated.v1", typeof(IdentityTerminated)),
        new("identity.termination-withdrawn.v1", typeof(TerminationWithdrawn)),
        new("identity.reinstated.v1", typeof(IdentityReinstated)),
        new("identity.legal-hold-placed.v1", typeof(LegalHoldPlaced)),
        new("identity.legal-hold-lifted.v1", typeof(LegalHoldLifted)),
        new("identity.forgetting-requested.v1", typeof(ForgettingRequested)),
        new("identity.forgotten.v1", typeof(IdentityForgotten)),
        new("identity.access-granted.v1", typeof(AccessGranted)),
        new("identity.access-revoked.v1", typeof(AccessRevoked)),
        new("identity.grant-corrected.v1", typeof(GrantCorrected)),
        new("identity.grant-voided.v1", typeof(GrantVoided)),
        new("entitlement.defined.v1", typeof(EntitlementDefined)),
        new("entitlement.changed.v1", typeof(EntitlementChanged)),
        new("entitlement.moved.v1", typeof(EntitlementMoved)),
        new("entitlement.retired.v1", typeof(EntitlementRetired)),
        new("entitlement.seat-reserved.v1", typeof(SeatReserved)),
        new("entitlement.seat-settled.v1", typeof(SeatSettled)),
        new("application.defined.v1", typeof(ApplicationDefined)),
        new("application.changed.v1", typeof(ApplicationChanged)),
        new("application.fulfilment-chosen.v1", typeof(FulfilmentChosen), Since: 3),
        new("conferral.added.v1", typeof(ConferralAdded)),
        new("conferral.ended.v1", typeof(ConferralEnded)),
        new("conferral.voided.v1", typeof(ConferralVoided)),
        new("token.issued.v1", typeof(TokenIssued)),
        new("token.revoked.v1", typeof(TokenRevoked)),
        new("snapshot.taken.v1", typeof(SnapshotTaken), Since: 2),
        new("observation.sync-started.v1", typeof(SyncStarted), Since: 3),
        new("observation.part-reported.v1", typeof(PartReported), Since: 3),
        new("observation.logins-matched.v1", typeof(LoginsMatched), Since: 3),
        new("observation.sync-ended.v1", typeof(SyncEnded), Since: 3),
        new("definition.defined.v1", typeof(CampaignDefined), Since: 3),
        new("definition.revised.v1", typeof(DefinitionRevised), Since: 3),
        new("definition.retired.v1", typeof(DefinitionRetired), Since: 3),
        new("campaign.launch-begun.v1", typeof(LaunchBegun), Since: 3),
        new("campaign.launch-attempted.v1", typeof(LaunchAttempted), Since: 4),
        new("campaign.own-access-kept.v1", typeof(OwnAccessKept), Since: 4),
        new("campaign.launched.v1", typeof(CampaignLaunched), Since: 3),
        new("campaign.stage-ended.v1", typeof(ReviewStageEnded), Since: 3),
        new("campaign.stage-begun.v1", typeof(ReviewStageBegun), Since: 3),
        new("campaign.stage-extended.v1", typeof(ReviewStageExtended), Since: 4),
        new("campaign.remediation-begun.v1", typeof(RemediationBegun), Since: 3),
        new("campaign.own-access-left-out.v1", typeof(OwnAccessLeftOut), Since: 4),
        new("campaign.signed-off.v1", typeof(CampaignSignedOff), Since: 3),
        new("campaign.signed-off.v2", typeof(CampaignSignedOffWithMany), Since: 5),
        new("campaign.closed.v1", typeof(CampaignClosed), Since: 3),
        new("campaign.closed.v2", typeof(CampaignClosedInForm), Since: 5),
        new("campaign.cancelled.v1", typeof(CampaignCancelled), Since: 3),
        new("campaign.archived.v1", typeof(CampaignArchived), Since: 3),
        new("review.population-frozen.v1", typeof(PopulationFrozen), Since: 3),
        new("review.population-continued.v1", typeof(PopulationContinued), Since: 4),
        new("review.freezing-attempted.v1", typeof(FreezingAttempted), Since: 4),
        new("review.stage-opened.v1", typeof(ItemStageOpened), Since: 3),
        new("review.answered.v1", typeof(ItemAnswered), Since: 3),
        new("review.commented.v1", typeof(ItemCommented), Since: 3),
        new("review.delegated.v1", typeof(ItemDelegated), Since: 3),
        new("review.reviewer-replaced.v1", typeof(ReviewerReplaced), Since: 3),
        new("review.reviewer-added.v1", typeof(ReviewerAdded), Since: 3),
        new("review.signed-off.v1", typeof(ItemSignedOff), Since: 3),
        new("review.stage-closed.v1", typeof(ItemStageClosed), Since: 3),
        new("remediation.requested.v1", typeof(RemediationRequested), Since: 3),
        new("remediation.sent.v1", typeof(RemediationSent), Since: 3),
        new("remediation.acknowledged.v1", typeof(RemediationAcknowledged), Since: 3),
        new("remediation.failed.v1", typeof(RemediationFailed), Since: 3),
        new("remediation.observed-absent.v1", typeof(AccessObservedAbsent), Since: 3),
        new("remediation.retained.v1", typeof(AccessRetained), Since: 3),
        new("remediation.reappeared.v1", typeof(AccessReappeared), Since: 3),
        new("remediation.excepted.v1", typeof(RemediationExcepted), Since: 3),
        new("message.queued.v1", typeof(MessageQueued), Since: 3),
        new("message.delivered.v1", typeof(MessageDelivered), Since: 3),
        new("message.failed.v1", typeof(MessageFailed), Since: 3),
        new("message.given-up.v1", typeof(MessageGivenUp), Since: 3),
        new("import.started.v1", typeof(ImportStarted)),
        new("import.progressed.v1", typeof(ImportProgressed)),
        new("request.noted.v1", typeof(RequestNoted)),
    ];

    private static readonly FrozenDictionary<Type, CatalogueEntry> ByType = Entries.ToFrozenDictionary(e => e.Event);

    /// <summary>Every name that this build knows.</summary>
    public static ImmutableArray<CatalogueEntry> All { get; } = [.. Entries.Where(e => e.Since <= Newest)];

    /// <summary>The level of this build: that of the newest names that it knows.</summary>
    public static int Level { get; } = All.Max(e => e.Since);

    /// <summary>The level of the newest event that this program can make: its own, but in a build of an earlier level.</summary>
    public static int Highest { get; } = Entries.Max(e => e.Since);

    /// <summary>The level from which on builds know an event.</summary>
    /// <exception cref="ArgumentException">The event is not in the catalogue: a defect.</exception>
    public static int LevelOf(DomainEvent what) => EntryOf(what).Since;

    /// <summary>The name under which an event is stored.</summary>
    /// <exception cref="ArgumentException">The event is not in the catalogue: a defect.</exception>
    public static string NameOf(DomainEvent what) => EntryOf(what).Name;

    private static CatalogueEntry EntryOf(DomainEvent what)
    {
        ArgumentNullException.ThrowIfNull(what);
        return ByType.TryGetValue(what.GetType(), out var entry)
            ? entry
            : throw new ArgumentException($"{what.GetType().Name} has no stored name in the event catalogue.", nameof(what));
    }
}

/// <summary>The history holds an event that this program does not know, most likely of a newer version. Nothing is skipped.</summary>
public sealed class UnknownEventException(long position, string name)
    : Exception($"Position {position} of the history holds an event '{name}', which this version does not know. Start a newer version.")
{
    public long Position { get; } = position;

    public string Name { get; } = name;
}
