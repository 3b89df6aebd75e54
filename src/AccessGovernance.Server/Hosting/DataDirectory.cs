using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Sqlite;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Server.Hosting;

/// <summary>The files of one server. Keys lie apart from the history, so that a backup of one is not a backup of the other.</summary>
public sealed class DataDirectory
{
    private readonly string root;

    private DataDirectory(string root) => this.root = root;

    public string History => Path.Combine(root, "history.db");
    public string PlainStore => Path.Combine(root, "plain-store.db");
    public string StoreIdFile => Path.Combine(root, "eventstore.id");
    public string Keys => Path.Combine(root, "keys.db");
    public string MasterKeyFile => Path.Combine(root, "master.key");
    public string State => Path.Combine(root, "state.db");
    public string SigningKey => Path.Combine(root, "token-signing.key");
    public string AdministratorToken => Path.Combine(root, "admin.token");
    public string Denials => Path.Combine(root, "denials.log");
    public string AccessIndex => Path.Combine(root, "access.index");
    public string SeatsSettled => Path.Combine(root, "seats.position");

    /// <summary>A message for callers: files are named in it, but not where on this machine they lie.</summary>
    public string WithoutPaths(string message) => message.Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <exception cref="StartException">It cannot be made or written to.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (OperatingSystem.IsWindows())
                System.IO.Directory.CreateDirectory(root);
            else
                System.IO.Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new DataDirectory(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"the data directory '{path}' cannot be used: {e.Message}", "give another with --data, or mend its permissions");
        }
    }

    /// <exception cref="StartException">In use, damaged, of a newer version, or its key is missing.</exception>
    public (SqliteEventLog Log, KeyStore Keys) OpenStores(TimeProvider time)
    {
        try
        {
            if (File.Exists(Keys) && new FileInfo(History) is { Exists: false } or { Length: 0 })
                throw new StartException($"{History} is missing or empty, but {Keys} is there", "restore history.db from its backup, or use a new directory");
            // The log first: it holds the directory against a second server.
            var log = SqliteEventLog.Open(History, time);
            if (log.Head.Position > 0 && !File.Exists(Keys))
                throw new StartException($"{Keys} is missing, but {History} has {log.Head.Position} events",
                    "restore keys.db and master.key from their backup");
            return (log, OpenKeys());
        }
        catch (Exception e) when (e is DamagedLogException or LogRefusedException or KeyStoreException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(e.Message, $"the data directory is {root}; nothing in it was changed");
        }
    }

    /// <exception cref="KeyStoreException">In use by another process, damaged, or its master key is missing.</exception>
    public KeyStore OpenKeys() => KeyStore.Open(Keys, MasterKey.Open(MasterKeyFile, Keys));
}
