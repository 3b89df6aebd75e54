namespace AccessGovernance.EventLog.Sqlite;

/// <summary>A stream as the writer knows it, with what it inserted but has not committed.</summary>
internal sealed class WriterStream(long number, uint checksum, long lastRevision)
{
    public long Number => number;

    /// <summary>Of its name.</summary>
    public uint Checksum => checksum;

    public long LastRevision { get; set; } = lastRevision;
}

/// <summary>The number of a type's name, and the name's checksum.</summary>
internal sealed record WriterType(long Number, uint Checksum);

/// <summary>The writer's numbers of streams and types: found, remembered, or given to new names. For the writer's thread.</summary>
internal sealed class WriterNames(SqliteDatabase database) : IDisposable
{
    /// <summary>Streams that are remembered; more, and all are forgotten and looked up again.</summary>
    private const int MaxRememberedStreams = 131_072;

    private readonly Dictionary<string, WriterStream> streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WriterType> types = new(StringComparer.Ordinal);

    private readonly SqliteStatement findStream = database.Prepare(
        "SELECT id, (SELECT MAX(revision) FROM events WHERE stream = streams.id) FROM streams WHERE name = ?1");

    private readonly SqliteStatement addStream = database.Prepare("INSERT INTO streams (name) VALUES (?1) RETURNING id");
    private readonly SqliteStatement findType = database.Prepare("SELECT id FROM types WHERE name = ?1");
    private readonly SqliteStatement addType = database.Prepare("INSERT INTO types (name) VALUES (?1) RETURNING id");

    public WriterStream? FindStream(string name)
    {
        if (streams.TryGetValue(name, out var known))
            return known;
        findStream.Bind(1, name);
        try
        {
            return findStream.Step()
                ? Remember(name, findStream.Number(0), findStream.IsNull(1) ? StreamAppend.NoStream : findStream.Number(1))
                : null;
        }
        finally
        {
            findStream.Reset();
        }
    }

    /// <summary>The stream, which is given a number if it has none.</summary>
    public WriterStream Stream(string name) =>
        FindStream(name) ?? Remember(name, FirstNumber(addStream, name)!.Value, StreamAppend.NoStream);

    /// <summary>The type, which is given a number if it has none. All are remembered: the event catalogue bounds them.</summary>
    public WriterType Type(string name)
    {
        if (types.TryGetValue(name, out var known))
            return known;
        var number = FirstNumber(findType, name) ?? FirstNumber(addType, name)!.Value;
        return types[name] = new WriterType(number, EventChecksum.OfName(name));
    }

    public void Dispose()
    {
        findStream.Dispose();
        addStream.Dispose();
        findType.Dispose();
        addType.Dispose();
    }

    private WriterStream Remember(string name, long number, long lastRevision)
    {
        if (streams.Count >= MaxRememberedStreams)
            streams.Clear();
        return streams[name] = new WriterStream(number, EventChecksum.OfName(name), lastRevision);
    }

    private static long? FirstNumber(SqliteStatement statement, string name)
    {
        statement.Bind(1, name);
        try
        {
            if (!statement.Step())
                return null;
            var number = statement.Number(0);
            // To its end: only then is what it inserted complete.
            while (statement.Step()) { }
            return number;
        }
        finally
        {
            statement.Reset();
        }
    }
}
