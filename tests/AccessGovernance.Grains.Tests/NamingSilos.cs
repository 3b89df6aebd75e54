using AccessGovernance.EventLog.Events;
using AccessGovernance.Server.Clusters;

namespace AccessGovernance.Grains.Tests;

/// <summary>A silo's name says which event types it knows.</summary>
public sealed class NamingSilos
{
    [Theory]
    [InlineData("level-7-0a1b", 7)]
    [InlineData("Silo_4711", EventCatalogue.Base)]
    [InlineData("level-9999999-0a1b", EventCatalogue.Base)]
    public void The_level_is_read_from_the_name_and_is_the_first_where_there_is_none(string name, int level) =>
        Assert.Equal(level, CatalogueLevels.LevelOf(name));

    [Fact]
    public void Every_silo_has_a_name_of_its_own_with_this_builds_level()
    {
        Assert.Equal(EventCatalogue.Level, CatalogueLevels.LevelOf(CatalogueLevels.NewName()));
        Assert.NotEqual(CatalogueLevels.NewName(), CatalogueLevels.NewName());
    }
}
