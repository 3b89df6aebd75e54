using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Running;
using System.Collections.Immutable;

namespace AccessGovernance.Populations.Tests;

/// <summary>How often others are looked for in the places of who left.</summary>
public sealed class SearchingInVain
{
    private static readonly PersonId Ada = new("P-ada");
    private static readonly PersonId Bob = new("P-bob");

    private readonly VainSearches searches = new();

    [Fact]
    public void Is_due_again_after_a_pause_or_when_somebody_else_leaves_or_the_stage_changes()
    {
        var (first, later) = (new Instant(1_000), new Instant(1_000).Plus(VainSearches.Pause));
        Assert.True(searches.IsDue(InStage(0), [Ada], first));
        Assert.False(searches.IsDue(InStage(0), [Ada], first));
        Assert.False(searches.IsDue(InStage(0), [Ada], new(later.Milliseconds - 1)));
        Assert.True(searches.IsDue(InStage(0), [Ada, Bob], first));
        Assert.False(searches.IsDue(InStage(0), [Bob, Ada], first));
        Assert.True(searches.IsDue(InStage(1), [Ada, Bob], first));
        Assert.True(searches.IsDue(InStage(1), [Ada, Bob], later));
    }

    [Fact]
    public void Is_due_at_once_where_somebody_was_found_and_never_where_nobody_left()
    {
        Assert.False(searches.IsDue(InStage(0), [], new(1)));
        Assert.True(searches.IsDue(InStage(0), [Ada], new(1)));
        searches.Forget(InStage(0).Id);
        Assert.True(searches.IsDue(InStage(0), [Ada], new(1)));
    }

    private static CampaignRecord InStage(int stage) => new(new(Guid.Empty), CampaignStatus.InReview, null!, null, new(0))
    {
        LaunchedBy = "", LaunchAttempts = 1, Extensions = 0, Stage = stage, StageBegunAt = null, Deadlines = [], SignOff = null, Kept = null, LeftOut = null,
        Report = null,
        Counts = new()
        {
            Frozen = 0, PassedOn = 0, Open = default, Outcomes = ImmutableSortedDictionary<OutcomeKind, int>.Empty, Stages = [],
            Cases = ImmutableSortedDictionary<CaseState, int>.Empty,
        },
    };
}
