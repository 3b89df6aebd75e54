using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Campaigns;

/// <summary>Everything that can be asked of one campaign.</summary>
public abstract record CampaignCommand;

public sealed record BeginLaunch(CampaignId Campaign, LaunchBasis Basis) : CampaignCommand;

/// <summary>Begins to freeze the population, and bars all attempts before.</summary>
/// <param name="Attempt">The one after the latest; from 1 on.</param>
public sealed record AttemptLaunch(int Attempt) : CampaignCommand;

/// <summary>Cancels what nobody can launch, unless another attempt has begun.</summary>
/// <param name="Reason">About the campaign, never about people.</param>
public sealed record GiveUpLaunch(int Attempt, string Reason) : CampaignCommand;

/// <summary>States that the population is frozen, and begins the first stage.</summary>
/// <param name="Attempt">That froze it; the latest alone is taken.</param>
/// <param name="Clock">Of the calendar's zone.</param>
/// <param name="Kept">What exclusions would have left out, had it been anybody else's access; null for nothing.</param>
public sealed record CompleteLaunch(int Attempt, Population Population, ZoneClock Clock, OwnAccessKept? Kept) : CampaignCommand;

/// <summary>Ends the present stage, once its deadline is over or everybody signed off.</summary>
/// <param name="Stage">The stage that is ended.</param>
public sealed record EndStage(int Stage, StageTally Tally, ZoneClock Clock) : CampaignCommand;

/// <summary>Gives a stage under review a later last day.</summary>
/// <param name="Clock">Of the calendar's zone.</param>
/// <param name="Denied">The persons whose access is under review: none of them may put that off.</param>
public sealed record ExtendStage(int Stage, DateOnly LastDay, ZoneClock Clock, ImmutableArray<PersonId> Denied, string Reason) : CampaignCommand
{
    /// <summary>A stage that is about to end is not extended any more: somebody may be ending it.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromMinutes(1);
}

/// <param name="StillOpen">Items whose cases are in no end state, as whoever signs has seen them.</param>
/// <param name="Found">The same as counted at the signing.</param>
/// <param name="Subjects">The persons whose access is in those cases: none of them may sign that it stays.</param>
/// <param name="LeftOut">What exclusions turned out to have left out; null for nothing.</param>
public sealed record SignOffCampaign(
    ImmutableArray<ItemNumber> StillOpen, ImmutableArray<ItemNumber> Found, ImmutableArray<PersonId> Subjects, string Role, string? Statement,
    OwnAccessLeftOut? LeftOut)
    : CampaignCommand;

/// <param name="StillOpen">Items whose cases are in no end state at the closing.</param>
/// <param name="Position">Up to where the report reaches.</param>
/// <param name="Form">The form that the report has; from 1 on.</param>
public sealed record CloseCampaign(ImmutableArray<ItemNumber> StillOpen, long Position, int Form, string ReportSha256) : CampaignCommand;

/// <param name="Denied">The persons whose access is denied in a case that is open, or is still under review: none of them may cancel that.</param>
public sealed record CancelCampaign(ImmutableArray<PersonId> Denied, string Reason) : CampaignCommand;

public sealed record ArchiveCampaign : CampaignCommand;
