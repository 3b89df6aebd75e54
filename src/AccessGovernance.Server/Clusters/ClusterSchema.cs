namespace AccessGovernance.Server.Clusters;

/// <summary>
/// What a cluster keeps in PostgreSQL for Orleans: who its silos are, reminders, and cached states. Orleans prescribes the query keys, the
/// parameter names and the result columns; tables and statements are our own. Losing all of it loses no history.
/// </summary>
internal static class ClusterSchema
{
    /// <summary>To be raised with every change of tables or statements.</summary>
    public const int Version = 1;

    private const string Silo = "DeploymentId=@DeploymentId AND Address=@Address AND Port=@Port AND Generation=@Generation";

    private const string Kept = """
        GrainIdHash=@GrainIdHash AND GrainTypeHash=@GrainTypeHash AND GrainIdN0=@GrainIdN0 AND GrainIdN1=@GrainIdN1
        AND GrainTypeString=@GrainTypeString AND ServiceId=@ServiceId AND GrainIdExtensionString=coalesce(@GrainIdExtensionString,'')
        """;

    private const string Reminder = "GrainId, ReminderName, StartTime, Period, Version";

    private const string Members = """
        SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime,
          m.IAmAliveTime, v.Version
        FROM OrleansMembershipVersionTable v LEFT JOIN OrleansMembershipTable m ON m.DeploymentId=v.DeploymentId
        """;

    // Whoever changes the membership names the version that it saw: of several at once, one goes through.
    private const string NextVersion = """
        WITH v AS (UPDATE OrleansMembershipVersionTable SET Timestamp=now(), Version=Version+1
          WHERE DeploymentId=@DeploymentId AND Version=@Version RETURNING 1)
        """;

    public const string Tables = """
        CREATE TABLE IF NOT EXISTS OrleansQuery(QueryKey text PRIMARY KEY, QueryText text NOT NULL);
        CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable(
          DeploymentId text PRIMARY KEY, Timestamp timestamptz(3) NOT NULL DEFAULT now(), Version int NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS OrleansMembershipTable(
          DeploymentId text NOT NULL REFERENCES OrleansMembershipVersionTable, Address text NOT NULL, Port int NOT NULL, Generation int NOT NULL,
          SiloName text NOT NULL, HostName text NOT NULL, Status int NOT NULL, ProxyPort int, SuspectTimes text,
          StartTime timestamptz(3) NOT NULL, IAmAliveTime timestamptz(3) NOT NULL, PRIMARY KEY(DeploymentId, Address, Port, Generation));
        CREATE TABLE IF NOT EXISTS OrleansStorage(
          GrainIdHash int NOT NULL, GrainIdN0 bigint NOT NULL, GrainIdN1 bigint NOT NULL, GrainTypeHash int NOT NULL,
          GrainTypeString text NOT NULL, GrainIdExtensionString text NOT NULL DEFAULT '', ServiceId text NOT NULL,
          PayloadBinary bytea, ModifiedOn timestamptz NOT NULL, Version int,
          PRIMARY KEY(GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId));
        CREATE TABLE IF NOT EXISTS OrleansRemindersTable(
          ServiceId text, GrainId text, ReminderName text, StartTime timestamptz(3) NOT NULL, Period bigint NOT NULL,
          GrainHash int NOT NULL, Version int NOT NULL, PRIMARY KEY(ServiceId, GrainId, ReminderName));
        """;

    public static IReadOnlyDictionary<string, string> Queries { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GatewaysQueryKey"] = """
            SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
            WHERE DeploymentId=@DeploymentId AND Status=@Status AND ProxyPort>0
            """,
        ["MembershipReadRowKey"] = $"{Members} AND m.Address=@Address AND m.Port=@Port AND m.Generation=@Generation WHERE v.DeploymentId=@DeploymentId",
        ["MembershipReadAllKey"] = $"{Members} WHERE v.DeploymentId=@DeploymentId",
        ["InsertMembershipVersionKey"] = """
            WITH i AS (INSERT INTO OrleansMembershipVersionTable(DeploymentId) VALUES(@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
            SELECT count(*)::int FROM i
            """,
        ["UpdateIAmAlivetimeKey"] = $"UPDATE OrleansMembershipTable SET IAmAliveTime=@IAmAliveTime WHERE {Silo}",
        ["InsertMembershipKey"] = $"""
            {NextVersion}, i AS (
              INSERT INTO OrleansMembershipTable(
                DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
              SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM v
              RETURNING 1)
            SELECT count(*)::int FROM i
            """,
        ["UpdateMembershipKey"] = $"""
            {NextVersion}, u AS (
              UPDATE OrleansMembershipTable SET Status=@Status, SuspectTimes=@SuspectTimes, IAmAliveTime=@IAmAliveTime FROM v
              WHERE {Silo} RETURNING 1)
            SELECT count(*)::int FROM u
            """,
        ["DeleteMembershipTableEntriesKey"] = """
            DELETE FROM OrleansMembershipTable WHERE DeploymentId=@DeploymentId;
            DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId=@DeploymentId
            """,
        // 3 is "active": a silo that still counts as that is never taken for a leftover.
        ["CleanupDefunctSiloEntriesKey"] =
            "DELETE FROM OrleansMembershipTable WHERE DeploymentId=@DeploymentId AND IAmAliveTime<@IAmAliveTime AND Status<>3",
        ["ReadFromStorageKey"] = $"SELECT PayloadBinary, Version FROM OrleansStorage WHERE {Kept}",
        // A conflict echoes the version that was named, which Orleans takes as one.
        ["WriteToStorageKey"] = $"""
            WITH u AS (UPDATE OrleansStorage SET PayloadBinary=@PayloadBinary, ModifiedOn=now(), Version=Version+1
              WHERE {Kept} AND Version=@GrainStateVersion RETURNING Version),
            i AS (INSERT INTO OrleansStorage
              SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, coalesce(@GrainIdExtensionString,''), @ServiceId,
                @PayloadBinary, now(), 1
              WHERE @GrainStateVersion IS NULL ON CONFLICT DO NOTHING RETURNING Version)
            SELECT coalesce((SELECT Version FROM u), (SELECT Version FROM i), @GrainStateVersion) AS NewGrainStateVersion
            """,
        ["ClearStorageKey"] = $"""
            UPDATE OrleansStorage SET PayloadBinary=NULL, ModifiedOn=now(), Version=Version+1
            WHERE {Kept} AND Version=@GrainStateVersion RETURNING Version AS NewGrainStateVersion
            """,
        ["DeleteStorageKey"] = $"DELETE FROM OrleansStorage WHERE {Kept} AND Version=@GrainStateVersion RETURNING Version+1 AS NewGrainStateVersion",
        ["ReadReminderRowsKey"] = $"SELECT {Reminder} FROM OrleansRemindersTable WHERE ServiceId=@ServiceId AND GrainId=@GrainId",
        ["ReadReminderRowKey"] =
            $"SELECT {Reminder} FROM OrleansRemindersTable WHERE ServiceId=@ServiceId AND GrainId=@GrainId AND ReminderName=@ReminderName",
        ["ReadRangeRows1Key"] =
            $"SELECT {Reminder} FROM OrleansRemindersTable WHERE ServiceId=@ServiceId AND GrainHash>@BeginHash AND GrainHash<=@EndHash",
        ["ReadRangeRows2Key"] =
            $"SELECT {Reminder} FROM OrleansRemindersTable WHERE ServiceId=@ServiceId AND (GrainHash>@BeginHash OR GrainHash<=@EndHash)",
        ["UpsertReminderRowKey"] = """
            INSERT INTO OrleansRemindersTable(ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
            VALUES(@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
            ON CONFLICT(ServiceId, GrainId, ReminderName) DO UPDATE
              SET StartTime=excluded.StartTime, Period=excluded.Period, GrainHash=excluded.GrainHash, Version=OrleansRemindersTable.Version+1
            RETURNING Version
            """,
        ["DeleteReminderRowKey"] = """
            WITH d AS (DELETE FROM OrleansRemindersTable
              WHERE ServiceId=@ServiceId AND GrainId=@GrainId AND ReminderName=@ReminderName AND Version=@Version RETURNING 1)
            SELECT count(*)::int FROM d
            """,
        ["DeleteReminderRowsKey"] = "DELETE FROM OrleansRemindersTable WHERE ServiceId=@ServiceId",
    };
}
