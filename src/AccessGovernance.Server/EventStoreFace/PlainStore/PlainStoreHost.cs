using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Sqlite;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>
/// A process that is nothing but an EventStoreDB of one node, for tests of what is written over the network. It keeps a file of its own in
/// the data directory and never touches a history of access.
/// </summary>
internal static class PlainStoreHost
{
    private static readonly AppendBounds Bounds = new(
        EventBytes: 2 * FaceLimits.MaxAppendBytes, Events: FaceLimits.MaxEventsPerAppend, NameBytes: FaceLimits.MaxStreamNameBytes + 2);

    /// <exception cref="StartException">The server cannot start with these options.</exception>
    public static WebApplication Build(ServerOptions options, FaceOptions face)
    {
        var file = DataDirectory.Open(options.DataDirectory).PlainStore;
        var door = new PlainDoor(Credentials(options.EventStorePlainStore!));
        try
        {
            var log = SqliteEventLog.Open(file, TimeProvider.System, Bounds);
            var content = new PlainContent(log);
            var writer = new PlainWriter(new PlainAppends(log, content), TimeProvider.System);
            return FaceHost.Build(face, new FaceParts(log, content, door, writer, TimeProvider.System) { OwnsLog = true });
        }
        catch (Exception e) when (e is DamagedLogException or LogRefusedException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(e.Message, "give another directory with --data, or mend this one");
        }
    }

    private static PasswordCredentials? Credentials(string setting)
    {
        if (setting == "open")
            return null;
        var colon = setting.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? new(setting[..colon], setting[(colon + 1)..])
            : throw new StartException("eventstore-plain-store is neither 'open' nor user:password", "give --eventstore-plain-store open");
    }
}
