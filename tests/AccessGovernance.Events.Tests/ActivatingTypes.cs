using AccessGovernance.Domain;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Events.Tests;

/// <summary>Event types are written once every node that shares the history knows them.</summary>
public sealed class ActivatingTypes
{
    private static readonly DomainEvent Newer = Sample("snapshot.taken.v1");
    private static readonly DomainEvent Older = Sample("request.noted.v1");

    [Fact]
    public void A_type_above_the_active_level_is_refused_with_all_that_comes_with_it()
    {
        var active = new ActiveLevel(EventCatalogue.Base);

        Assert.Null(active.Refuses([Older]));
        var refusal = active.Refuses([Older, Newer])!;
        Assert.Equal(RefusalReason.NotYetActive, refusal.Reason);
        Assert.Contains("does not know 'snapshot.taken.v1' yet (level 2 of the event types; 1 is active)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_rises_and_never_falls()
    {
        var active = new ActiveLevel(EventCatalogue.Base);
        active.Raise(EventCatalogue.Level);
        active.Raise(EventCatalogue.Base);

        Assert.Equal(EventCatalogue.Level, active.Value);
        Assert.Null(active.Refuses([Older, Newer]));
        Assert.Null(ActiveLevel.Own.Refuses([Newer]));
    }

    [Fact]
    public void The_level_of_a_name_is_kept_for_ever()
    {
        Assert.Equal(["snapshot.taken.v1"], EventCatalogue.All.Where(e => e.Since == 2).Select(e => e.Name));
        string[] observed =
        [
            "application.fulfilment-chosen.v1", "observation.sync-started.v1", "observation.part-reported.v1",
            "observation.logins-matched.v1", "observation.sync-ended.v1",
        ];
        var third = EventCatalogue.All.Where(e => e.Since == 3).Select(e => e.Name).ToList();
        Assert.Superset(observed.ToHashSet(), third.ToHashSet());
        Assert.Equal(observed.Length + 33, third.Count);
        string[] fourth =
        [
            "campaign.own-access-kept.v1", "campaign.own-access-left-out.v1", "campaign.stage-extended.v1", "campaign.launch-attempted.v1",
            "review.population-continued.v1", "review.freezing-attempted.v1",
        ];
        Assert.Superset(fourth.ToHashSet(), EventCatalogue.All.Where(e => e.Since == 4).Select(e => e.Name).ToHashSet());
        Assert.Equal(5, EventCatalogue.Level);
        Assert.Equal(EventCatalogue.Highest, EventCatalogue.Level);
        Assert.All(EventCatalogue.All, e => Assert.InRange(e.Since, EventCatalogue.Base, EventCatalogue.Level));
    }

    private static DomainEvent Sample(string name) =>
        EventJson.Decode(name, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", name + ".json")))!;
}
