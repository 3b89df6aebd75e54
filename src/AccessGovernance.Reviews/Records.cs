using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reviews;

/// <summary>One definition as recorded now.</summary>
/// <param name="RecurringSince">When its present recurrence was stated: only what came due since is launched by it.</param>
public sealed record DefinitionRecord(DefinitionId Id, int Version, CampaignSettings Settings, bool IsRetired, Instant RecurringSince)
{
    /// <summary>Who wrote each of its versions, by id, from the first on.</summary>
    public ImmutableArray<string> Authors { get; init; } = [];
}

/// <summary>One campaign as recorded now.</summary>
/// <param name="BegunAt">When its launch was recorded, by the writer's clock.</param>
public sealed record CampaignRecord(CampaignId Id, CampaignStatus Status, LaunchBasis Basis, Population? Population, Instant BegunAt)
{
    /// <summary>Who began the launch, by id.</summary>
    public required string LaunchedBy { get; init; }

    /// <summary>How often somebody began to freeze the population.</summary>
    public required int LaunchAttempts { get; init; }

    /// <summary>How often a stage was given a later deadline.</summary>
    public required int Extensions { get; init; }

    /// <summary>The present stage, or the last one; from 0 on.</summary>
    public required int Stage { get; init; }

    /// <summary>When its present stage began; null while it is launching.</summary>
    public required Instant? StageBegunAt { get; init; }
    public required ImmutableArray<StageDeadline> Deadlines { get; init; }
    public required CampaignCounts Counts { get; init; }
    public required ICampaignSignOff? SignOff { get; init; }

    /// <summary>What exclusions could not leave out; null for nothing.</summary>
    public required OwnAccessKept? Kept { get; init; }

    /// <summary>What they turned out to have left out all the same; null for nothing.</summary>
    public required OwnAccessLeftOut? LeftOut { get; init; }

    /// <summary>The report that it was closed with.</summary>
    public required ICampaignClosing? Report { get; init; }

    public StageDefinition StageDefinition => Basis.Settings.Stages[Stage];

    /// <summary>What the present stage says to whoever answers in it.</summary>
    /// <exception cref="InvalidOperationException">No stage has begun.</exception>
    public StageRules Rules => Deadlines.IsEmpty
        ? throw new InvalidOperationException("The campaign has no stage yet.")
        : new(StageDefinition, Basis.Settings.Rules, Deadlines[Stage].At);
}

/// <summary>Items under review in one stage.</summary>
/// <param name="Answered">A reviewer accepted or denied.</param>
/// <param name="SignedOff">Every reviewer signed off.</param>
/// <param name="WithoutReviewer">Nobody is to review them.</param>
public readonly record struct OpenItems(int Items, int Answered, int SignedOff, int WithoutReviewer)
{
    internal OpenItems With(ReviewItem item, int by) => new(
        Items + by, Answered + (item.Assignments.Any(a => a.Accepts || a.Denies) ? by : 0), SignedOff + (IsSignedOff(item) ? by : 0),
        WithoutReviewer + (item.Assignments.IsEmpty ? by : 0));

    internal static bool IsSignedOff(ReviewItem item) => !item.Assignments.IsEmpty && item.Assignments.All(a => a.SignedOff);
}

/// <summary>How far the items of a campaign are, counted as they change.</summary>
public sealed record CampaignCounts
{
    /// <summary>Items that are frozen so far.</summary>
    public required int Frozen { get; init; }

    /// <summary>How often a place was passed on, or somebody was put beside it.</summary>
    public required int PassedOn { get; init; }

    /// <summary>Items that are under review in the present stage.</summary>
    public required OpenItems Open { get; init; }

    /// <summary>Finished items by what became of them.</summary>
    public required ImmutableSortedDictionary<OutcomeKind, int> Outcomes { get; init; }

    /// <summary>The stages so far, by what became of their items; the present one as far as it is closed.</summary>
    public required ImmutableArray<StageTally> Stages { get; init; }

    /// <summary>Cases by how far they are.</summary>
    public required ImmutableSortedDictionary<CaseState, int> Cases { get; init; }

    /// <summary>Items whose access is to go or to change, and that have no case yet.</summary>
    public int CasesMissing => Outcomes.GetValueOrDefault(OutcomeKind.Revoked) + Outcomes.GetValueOrDefault(OutcomeKind.Suspended)
        + Outcomes.GetValueOrDefault(OutcomeKind.Modified) - Cases.Values.Sum();
}

/// <summary>The case of an item as recorded now.</summary>
public sealed record CaseRecord(CaseState State, RemediationAction Action, Instant RequestedAt, Instant DueAt, int Attempts)
{
    public required Instant? ObservedAt { get; init; }
    public required Instant? ExceptedUntil { get; init; }
    public required EntitlementId? Through { get; init; }

    /// <summary>How often it failed since it was requested, or since the access came back.</summary>
    public required int Failures { get; init; }

    /// <summary>When it is tried again by itself, of what failed; null where it is not.</summary>
    public required Instant? RetryAt { get; init; }

    /// <summary>What is carried out by itself is so no more: it failed, or came back, too often.</summary>
    public bool IsGivenUp => (State == CaseState.Failed && RetryAt is null)
        || (State is CaseState.Failed or CaseState.Reappeared && Attempts >= RemediationCase.MaxAttempts);

    /// <summary>True when nothing is left to do at the instant.</summary>
    public bool IsEnded(Instant now) => RemediationCase.IsEnded(State, Action, ExceptedUntil ?? default, now);

    public bool IsOverdue(Instant now) => now >= DueAt && !IsEnded(now);
}

/// <summary>One item as recorded now: a copy that no later event changes.</summary>
/// <param name="Stage">From 0 on.</param>
/// <param name="Places">Of its present stage, or of its last one.</param>
public sealed record ItemRecord(CampaignId Campaign, FrozenItem Frozen, int Stage, ImmutableArray<Assignment> Places, ItemOutcome Outcome, bool IsFinished)
{
    public ItemNumber Number => Frozen.Number;

    public bool IsInReview => !IsFinished;

    /// <summary>How the reviewers of the first stage were found.</summary>
    public required ResolvedReviewers Resolution { get; init; }
    public required CaseRecord? Case { get; init; }

    /// <summary>The place that one of some persons sits on; null for none.</summary>
    public Assignment? PlaceOf(ImmutableArray<PersonId> persons)
    {
        foreach (var place in Places)
        {
            if (persons.Contains(place.Reviewer))
                return place;
        }
        return null;
    }
}

/// <summary>What an item of a work list waits for from its reviewer.</summary>
public enum WorkState
{
    Any = 0,
    Open = 1,
    Answered = 2,
    SignedOff = 3,
}

/// <summary>Where a page of a work list ended: pages go by risk, then campaign, then number.</summary>
public readonly record struct WorkPlace(int Risk, CampaignId Campaign, int Item);

/// <summary>A page of items.</summary>
/// <param name="StoppedAfter">Where the next page begins; null at the end.</param>
public sealed record WorkPage(IReadOnlyList<ItemRecord> Items, WorkPlace? StoppedAfter);
