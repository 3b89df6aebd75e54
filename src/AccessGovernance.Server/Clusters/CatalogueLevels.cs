using System.Globalization;
using System.Text.RegularExpressions;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// Lets a cluster write new event types once every silo of it knows them (decision 19). Each silo says in its name, which stands in the table of
/// members for as long as it lives, which level of the catalogue it knows; what all know is recorded, and a silo of an older level does not start any more.
/// </summary>
internal sealed partial class CatalogueLevels(ClusterDatabase database, ActiveLevel active, ILogger<CatalogueLevels> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A name for this silo, with its level.</summary>
    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"level-{EventCatalogue.Level}-{Guid.NewGuid():N}");

    /// <returns>The level that is recorded.</returns>
    /// <exception cref="StartException">The cluster writes event types that this build does not know.</exception>
    public static int RequireKnown(ClusterDatabase database)
    {
        var recorded = database.ActiveLevel() ?? EventCatalogue.Base;
        if (recorded > EventCatalogue.Level)
        {
            throw new StartException($"this cluster writes event types of level {recorded}, and this build knows level {EventCatalogue.Level} only",
                "start the newer version: there is no way back once every silo ran it");
        }
        return recorded;
    }

    // Among the members by now: of a silo that joins and one that records a new level at the same time, one notices the other.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        active.Raise(RequireKnown(database));
        if (active.Value < EventCatalogue.Level)
            Look();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>The level that a silo of this name knows; one without a level is of before there were any.</summary>
    internal static int LevelOf(string name) =>
        NameForm().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : EventCatalogue.Base;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (active.Value < EventCatalogue.Level && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // The last look would keep a silo that stops waiting for the database.
            if (!stoppingToken.IsCancellationRequested)
                Look();
        }
    }

    private void Look()
    {
        try
        {
            var recorded = database.RecordLevel(EventCatalogue.Level, LevelOf);
            if (recorded > active.Value)
                Raised(log, recorded);
            active.Raise(recorded);
        }
        catch (StartException e)
        {
            NotLooked(log, e.Message);
        }
    }

    [GeneratedRegex("^level-([0-9]{1,6})-")]
    private static partial Regex NameForm();

    [LoggerMessage(Level = LogLevel.Information, Message = "Event types up to level {Level} are active: every silo knows them.")]
    private static partial void Raised(ILogger log, int level);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the other silos know could not be looked up and is looked up again: {Why}")]
    private static partial void NotLooked(ILogger log, string why);
}
