using AccessGovernance.EventLog;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Server.Hosting;

/// <summary>Opens a history that an EventStoreDB keeps, with the keys of this data directory.</summary>
internal static class EventStoreHistory
{
    /// <exception cref="StartException">
    /// It cannot be reached or read, is another history than this directory belongs to, or the directory has lost its keys.
    /// </exception>
    public static (EventStoreEventLog Log, KeyStore Keys) Open(
        EventStoreSettings store, ServerOptions options, DataDirectory data, TimeProvider time)
    {
        if (options.EventStoreEndpoint is not null)
        {
            throw new StartException("eventstore and eventstore-endpoint are given both",
                "leave out eventstore-endpoint: who wants to follow the history reads the event store itself");
        }
        EventStoreEventLog? log = null;
        try
        {
            log = Task.Run(() => EventStoreEventLog.Open(store, options.EventStorePrefix, time, CancellationToken.None)).GetAwaiter().GetResult();
            Remember(log.StoreId, data.StoreIdFile, store);
            if (log.Head.Position > 0 && !File.Exists(data.Keys))
            {
                throw new StartException($"{data.Keys} is missing, but {store} has {log.Head.Position} events",
                    "restore keys.db and master.key from their backup");
            }
            // They hold the directory against a second server.
            return (log, data.OpenKeys());
        }
        catch (Exception e)
        {
            if (log is not null)
                Task.Run(() => log.DisposeAsync().AsTask()).GetAwaiter().GetResult();
            throw Explain(e, store);
        }
    }

    private static void Remember(Guid id, string file, EventStoreSettings store)
    {
        if (!File.Exists(file))
            File.WriteAllText(file, id.ToString());
        else if (!Guid.TryParse(File.ReadAllText(file), out var before) || before != id)
        {
            throw new StartException($"{store} has another history ({id}) than this data directory belongs to ({file})",
                "give the connection and the prefix that it had before, or a new data directory");
        }
    }

    private static Exception Explain(Exception e, EventStoreSettings store) => e switch
    {
        EventStoreSettingsException bad => new StartException($"eventstore: {bad.Problem}", bad.Remedy),
        LogRefusedException or OutcomeUnknownException =>
            new StartException(e.Message, $"see that {store} runs, that this machine reaches it, and that its user may read $all and write streams"),
        DamagedLogException => new StartException(e.Message, "nothing was changed; mend the event store, or restore it from a backup"),
        KeyStoreException or IOException or UnauthorizedAccessException => new StartException(e.Message, "mend the data directory"),
        _ => e,
    };
}
