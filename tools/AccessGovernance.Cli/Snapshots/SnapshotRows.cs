using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Snapshots;

/// <summary>One row of a snapshot, as words. Times in milliseconds since 1970; null where the period is open on that side.</summary>
internal readonly record struct ExportedRow(string Entitlement, string Identity, string State, string Cause, long? From, long? Until);

/// <summary>
/// The rows of a snapshot out of its chunks, counted and hashed by the published rules, apart from the server's own count. Used by one thread.
/// </summary>
internal sealed class SnapshotRows : IDisposable
{
    private const int StateMask = 0xF;
    private const int CauseShift = 4;

    private static readonly string[] Causes = ["conferred", "rule", "approved-request", "direct-assignment", "review", "import", "break-glass"];

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> entitlements = [];
    private readonly List<string> identities = [];
    private readonly StringBuilder lines = new();

    public long Count { get; private set; }

    /// <summary>A stream begins, or begins again after a chunk: ids are numbered anew.</summary>
    public void Begin()
    {
        entitlements.Clear();
        identities.Clear();
    }

    /// <exception cref="CommandFailed">The chunk contradicts itself.</exception>
    public IReadOnlyList<ExportedRow> Take(SnapshotChunk chunk)
    {
        entitlements.AddRange(chunk.Entitlements);
        identities.AddRange(chunk.Identities);
        var rows = new List<ExportedRow>(chunk.Entitlement.Count);
        lines.Clear();
        for (var i = 0; i < chunk.Entitlement.Count; i++)
        {
            var row = RowOf(chunk, i);
            rows.Add(row);
            lines.Append(CanonicalLine(row));
        }
        hash.AppendData(Encoding.UTF8.GetBytes(lines.ToString()));
        Count += rows.Count;
        return Count == chunk.RowsSoFar ? rows : throw Damaged($"{chunk.RowsSoFar} rows were announced, {Count} came");
    }

    /// <exception cref="CommandFailed">Count or hash are not the recorded ones.</exception>
    public void Verify(SnapshotEnd end)
    {
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (Count != end.Rows)
            throw Damaged($"{end.Rows} rows are recorded, {Count} came");
        if (sha256 != end.Sha256)
            throw Damaged($"the hash {end.Sha256} is recorded, {sha256} is that of the rows");
    }

    /// <summary>The line that the hash is taken over.</summary>
    public static string CanonicalLine(in ExportedRow row) =>
        $"{row.Entitlement}\t{row.Identity}\t{row.State}\t{row.Cause}\t{Number(row.From)}\t{Number(row.Until)}\n";

    public void Dispose() => hash.Dispose();

    private ExportedRow RowOf(SnapshotChunk chunk, int i)
    {
        if (chunk.Entitlement[i] >= entitlements.Count || chunk.Identity[i] >= identities.Count || chunk.Codes[i] >> CauseShift >= Causes.Length)
            throw Damaged($"row {Count + i + 1} names what no dictionary has");
        var state = (chunk.Codes[i] & StateMask) == (int)AccessState.Active ? "active" : "suspended";
        return new ExportedRow(entitlements[(int)chunk.Entitlement[i]], identities[(int)chunk.Identity[i]], state,
            Causes[chunk.Codes[i] >> CauseShift], TimeOf(chunk.From[i]), TimeOf(chunk.Until[i]));
    }

    private static long? TimeOf(long at) => at is long.MinValue or long.MaxValue ? null : at;

    private static string Number(long? at) => at?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static CommandFailed Damaged(string what) => new(ExitCode.Failed, $"the snapshot is not what was recorded: {what}",
        "Nothing was kept. Repeat the export; if it fails again, the history or the way to it is damaged.");
}
