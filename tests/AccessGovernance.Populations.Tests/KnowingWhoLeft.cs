using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Populations.Tests;

/// <summary>Reviewers who left, asked for again and again.</summary>
public sealed class KnowingWhoLeft
{
    private static readonly PersonId Ada = new("P-ada");
    private static readonly PersonId Bob = new("P-bob");

    [Fact]
    public async Task Asks_about_nobody_again_until_something_was_recorded_or_a_termination_takes_effect()
    {
        var script = new HistoryScript();
        foreach (var (person, number) in new[] { (Ada, 1), (Bob, 2) })
        {
            script.OfIdentity(person.Value, new IdentityRegistered(IdentityKind.Employee, false), 0);
            script.OfIdentity(person.Value, World.Link(number, person.Value, LinkRole.Person, Period.Always), 0);
        }
        script.OfIdentity(Bob.Value, new IdentityTerminated(new(50), null, null), 1);
        using var world = await World.Of(script, new(10));
        var presences = world.Presences;
        foreach (var _ in Enumerable.Range(0, 3))
            Assert.Empty(presences.Gone([Ada, Bob], 7, new(10)));
        Assert.Equal(2, presences.Asked);
        Assert.Equal([Bob], presences.Gone([Ada, Bob], 7, new(50)));
        Assert.Equal(3, presences.Asked);
        Assert.Empty(presences.Gone([Ada], 8, new(50)));
        Assert.Equal(4, presences.Asked);
    }

    [Fact]
    public async Task Knows_as_gone_whose_identity_is_alive_and_theirs_no_more()
    {
        var script = new HistoryScript();
        script.OfIdentity("x", new IdentityRegistered(IdentityKind.Employee, false), 0);
        script.OfIdentity("x", World.Link(1, Ada.Value, LinkRole.Person, new(new(0), new(50))), 0);
        script.OfIdentity("x", World.Link(2, Bob.Value, LinkRole.Person, new(new(50), Instant.Forever)), 0);
        using var world = await World.Of(script, new(10));
        var presences = world.Presences;
        Assert.Empty(presences.Gone([Ada, Bob], 1, new(10)));
        Assert.Equal([Ada], presences.Gone([Ada, Bob], 1, new(50)));
    }

    [Fact]
    public async Task Knows_nobody_as_gone_of_whom_no_identity_was_ever_linked()
    {
        using var world = await World.Of(new HistoryScript(), new(10));
        Assert.Empty(world.Presences.Gone([Ada], 1, new(10)));
    }
}
