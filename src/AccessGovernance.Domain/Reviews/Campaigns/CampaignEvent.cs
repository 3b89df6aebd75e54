using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Domain.Reviews.Campaigns;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

/// <summary>What a campaign is launched from.</summary>
/// <param name="ValidAt">The instant whose access is reviewed.</param>
/// <param name="Position">What was recorded up to here counts: the population follows from it for ever.</param>
/// <param name="SourceKnownAt">What the sources knew then counts of what was imported; null for what our history knew at the position.</param>
/// <param name="EverythingIntended">Whoever launches has seen that the scope leaves nothing out.</param>
/// <param name="UnassignedIntended">Whoever launches has seen that some items have no reviewer.</param>
/// <param name="IterationOf">The campaign whose unanswered items are opened again; null for all that the scope names.</param>
public sealed record LaunchBasis(
    DefinitionId Definition, int Version, CampaignSettings Settings, Instant ValidAt, long Position, Instant? SourceKnownAt,
    bool EverythingIntended, bool UnassignedIntended, CampaignId? IterationOf);

/// <summary>Items of one application in a population.</summary>
public readonly record struct ApplicationCount(AppId Application, long Items);

/// <summary>The frozen population.</summary>
/// <param name="Considered">Rows that there were to choose from; equal to <paramref name="Items"/> when the scope left none out.</param>
/// <param name="WithoutReviewer">Items for which the rules of the first stage found nobody.</param>
/// <param name="Counts">Per application, in order of ids; they add up to <paramref name="Items"/>.</param>
/// <param name="Sha256">Over the canonical rows and the resolved reviewers, 64 hexadecimal digits.</param>
public sealed record Population(long Items, long Considered, long WithoutReviewer, ImmutableArray<ApplicationCount> Counts, string Sha256)
{
    public bool Equals(Population? other) => other is not null && (Items, Considered, WithoutReviewer) == (other.Items, other.Considered, other.WithoutReviewer)
        && Sha256 == other.Sha256 && Counts.SequenceEqual(other.Counts);

    public override int GetHashCode() => HashCode.Combine(Items, Considered, Sha256);
}

/// <summary>What the items of a stage came to, counted when it ended.</summary>
/// <param name="Items">All that were in the stage.</param>
/// <param name="Answered">Accepted or denied by reviewers.</param>
/// <param name="SignedOff">Items of which every reviewer signed off.</param>
/// <param name="Advancing">Items that go to the next stage.</param>
public readonly record struct StageTally(long Items, long Answered, long SignedOff, long Advancing);

/// <summary>Everything that can happen to one campaign. What happens to its items and cases is recorded with those.</summary>
public abstract record CampaignEvent : ReviewEvent;

/// <summary>The population is being frozen; should it be interrupted, it goes on from the same basis.</summary>
public sealed record LaunchBegun(CampaignId Campaign, LaunchBasis Basis) : CampaignEvent
{
    /// <summary>It opens nothing; but its request id names the campaign, and must name the same one for ever.</summary>
    public override bool CanOpenAccess => true;
}

/// <summary>Somebody began to freeze the population, or began anew: no attempt before this one launches the campaign any more.</summary>
/// <param name="Attempt">From 1 on.</param>
public sealed record LaunchAttempted(int Attempt) : CampaignEvent;

/// <summary>Everything is frozen, and the first stage has begun.</summary>
public sealed record CampaignLaunched(Population Population, StageDeadline Deadline) : CampaignEvent;

/// <summary>
/// Exclusions describe access of persons who approved them, stated them or launched: it stayed in the population. Recorded with the launch.
/// </summary>
/// <param name="Persons">Everybody who had a hand in the exclusions, in order of ids: none of their access is left out.</param>
/// <param name="Items">Items that would have been left out if they were anybody else's.</param>
public sealed record OwnAccessKept(ImmutableArray<PersonId> Persons, long Items) : CampaignEvent
{
    public bool Equals(OwnAccessKept? other) => other is not null && Items == other.Items && Persons.SequenceEqual(other.Persons);

    public override int GetHashCode() => HashCode.Combine(Items, Persons.Length);
}

/// <param name="Stage">From 0 on.</param>
public sealed record ReviewStageEnded(int Stage, StageTally Tally) : CampaignEvent;

public sealed record ReviewStageBegun(int Stage, StageDeadline Deadline) : CampaignEvent;

/// <summary>The present stage lasts longer: answers count until the new deadline.</summary>
/// <param name="Stage">From 0 on.</param>
/// <param name="Reason">About the campaign, never about people.</param>
public sealed record ReviewStageExtended(int Stage, StageDeadline Deadline, string Reason) : CampaignEvent;

/// <summary>Every item has its outcome.</summary>
public sealed record RemediationBegun : CampaignEvent;

/// <summary>Somebody answers for the result of a campaign, in whichever shape it was recorded.</summary>
public interface ICampaignSignOff
{
    /// <summary>The person who answers for the result.</summary>
    PersonId By { get; }

    string Role { get; }

    string? Statement { get; }

    /// <summary>Items whose cases are in no end state: all of them.</summary>
    ItemSet Open { get; }
}

/// <param name="By">The person who answers for the result.</param>
/// <param name="StillOpen">Items whose cases are in no end state, in order: all of them, at most <see cref="MaxListed"/>.</param>
/// <param name="Statement">About the campaign, never about people.</param>
public sealed record CampaignSignedOff(PersonId By, string Role, ImmutableArray<ItemNumber> StillOpen, string? Statement) : CampaignEvent, ICampaignSignOff
{
    /// <summary>So many are listed one by one; of more, <see cref="CampaignSignedOffWithMany"/> tells.</summary>
    public const int MaxListed = 25_000;

    ItemSet ICampaignSignOff.Open => ItemSet.Of(StillOpen);

    public bool Equals(CampaignSignedOff? other) => other is not null && (By, Role, Statement) == (other.By, other.Role, other.Statement)
        && StillOpen.SequenceEqual(other.StillOpen);

    public override int GetHashCode() => HashCode.Combine(By, Role, StillOpen.Length);
}

/// <summary>Signed off with more cases open than are listed one by one.</summary>
/// <param name="By">The person who answers for the result.</param>
/// <param name="Open">Items whose cases are in no end state: all of them.</param>
/// <param name="Statement">About the campaign, never about people.</param>
public sealed record CampaignSignedOffWithMany(PersonId By, string Role, ItemSet Open, string? Statement) : CampaignEvent, ICampaignSignOff;

/// <summary>A campaign was closed with a report, in whichever shape that was recorded.</summary>
public interface ICampaignClosing
{
    /// <summary>The report is of what was recorded up to here: it can be made again for ever.</summary>
    long Position { get; }

    /// <summary>Which form the report's items have; null where that was not recorded.</summary>
    int? KnownForm { get; }

    /// <summary>Of the report's items as CSV, 64 hexadecimal digits.</summary>
    string ReportSha256 { get; }
}

/// <param name="Position">The report is of what was recorded up to here: it can be made again for ever.</param>
/// <param name="ReportSha256">Of the report's items as CSV, 64 hexadecimal digits.</param>
public sealed record CampaignClosed(long Position, string ReportSha256) : CampaignEvent, ICampaignClosing
{
    int? ICampaignClosing.KnownForm => null;
}

/// <summary>Closed by a program that knows which form its report has: the same form is written again for ever, whatever newer ones there are.</summary>
/// <param name="Position">As of <see cref="CampaignClosed"/>.</param>
/// <param name="Form">Of the report's items: from 1 on.</param>
/// <param name="ReportSha256">Of the report's items as CSV in that form, 64 hexadecimal digits.</param>
public sealed record CampaignClosedInForm(long Position, int Form, string ReportSha256) : CampaignEvent, ICampaignClosing
{
    int? ICampaignClosing.KnownForm => Form;
}

/// <param name="Reason">About the campaign, never about people.</param>
public sealed record CampaignCancelled(string Reason) : CampaignEvent;

/// <summary>
/// Since the launch, access that exclusions left out turned out to be that of persons who had a hand in them: by accounts that were linked to them late.
/// Found when a campaign is signed off, and recorded with that.
/// </summary>
/// <param name="Persons">In order of ids.</param>
/// <param name="Items">Items that the population would have had.</param>
public sealed record OwnAccessLeftOut(ImmutableArray<PersonId> Persons, long Items) : CampaignEvent
{
    public bool Equals(OwnAccessLeftOut? other) => other is not null && Items == other.Items && Persons.SequenceEqual(other.Persons);

    public override int GetHashCode() => HashCode.Combine(Items, Persons.Length);
}

/// <summary>Out of sight, and kept as evidence.</summary>
public sealed record CampaignArchived : CampaignEvent;
