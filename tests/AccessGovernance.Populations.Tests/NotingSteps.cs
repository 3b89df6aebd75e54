using AccessGovernance.Domain;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Populations.Tests;

/// <summary>What steps of campaigns have looked at, and when they look again.</summary>
public sealed class NotingSteps
{
    private static readonly CampaignId Campaign = new(new Guid(1, 2, 3, new byte[8]));

    private readonly StepNotes notes = new();

    [Fact]
    public void The_same_is_looked_at_again_in_its_time_and_anything_else_at_once()
    {
        Assert.False(notes.Rests(Campaign, "cases", 2, new(0)));
        notes.Rest(Campaign, "cases", 2, new(1_000));
        Assert.True(notes.Rests(Campaign, "cases", 2, new(999)));
        Assert.False(notes.Rests(Campaign, "cases", 2, new(1_000)));
        Assert.False(notes.Rests(Campaign, "cases", 3, new(0)));
        Assert.False(notes.Rests(Campaign, "reports", 2, new(0)));
        Assert.False(notes.Rests(new(Guid.Empty), "cases", 2, new(0)));
        Assert.Equal((new Instant(1_000), (object)2), (notes.Again(Campaign, "cases"), notes.Seen(Campaign, "cases")));
        notes.Forget(Campaign, "cases");
        Assert.Equal((null, null), (notes.Again(Campaign, "cases"), notes.Seen(Campaign, "cases")));
    }

    [Fact]
    public void Notes_of_campaigns_that_are_over_are_dropped()
    {
        notes.Rest(Campaign, "cases", 2, Instant.Forever);
        notes.Rest(new(Guid.Empty), "cases", 2, Instant.Forever);
        notes.Keep(new HashSet<CampaignId> { Campaign });
        Assert.NotNull(notes.Again(Campaign, "cases"));
        Assert.Null(notes.Again(new(Guid.Empty), "cases"));
    }

    [Fact]
    public void There_are_never_more_than_their_bound()
    {
        for (var i = 0; i < StepNotes.MaxNotes; i++)
            notes.Rest(Campaign, $"{i}", i, Instant.Forever);
        notes.Rest(Campaign, "0", 1, Instant.Forever);
        Assert.NotNull(notes.Again(Campaign, "1"));
        notes.Rest(Campaign, "one more", 0, Instant.Forever);
        Assert.Null(notes.Again(Campaign, "1"));
        Assert.NotNull(notes.Again(Campaign, "one more"));
    }
}
