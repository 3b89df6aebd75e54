using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>What a stream of a snapshot said: its rows as canonical lines, built from the published rules alone.</summary>
public sealed record ReadSnapshot(Snapshot Head, IReadOnlyList<string> Lines, IReadOnlyList<SnapshotChunk> Chunks, SnapshotEnd End)
{
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Lines))));
}

/// <summary>Reads snapshots to their end.</summary>
public static class SnapshotReader
{
    private static readonly string[] Causes = ["conferred", "rule", "approved-request", "direct-assignment", "review", "import", "break-glass"];

    public static async Task<ReadSnapshot> Read(this Caller caller, ReadSnapshotRequest request)
    {
        using var call = caller.Snapshots.ReadSnapshot(request);
        var (head, lines, chunks, end) = ((Snapshot?)null, new List<string>(), new List<SnapshotChunk>(), (SnapshotEnd?)null);
        var (entitlements, identities) = (new List<string>(), new List<string>());
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            head ??= call.ResponseStream.Current.Snapshot;
            end = call.ResponseStream.Current.End;
            if (call.ResponseStream.Current.Chunk is not { } chunk)
                continue;
            Assert.InRange(chunk.CalculateSize(), 1, 1024 * 1024);
            entitlements.AddRange(chunk.Entitlements);
            identities.AddRange(chunk.Identities);
            chunks.Add(chunk);
            for (var i = 0; i < chunk.Identity.Count; i++)
                lines.Add(Line(chunk, i, entitlements[(int)chunk.Entitlement[i]], identities[(int)chunk.Identity[i]]));
        }
        return new(head!, lines, chunks, end!);
    }

    private static string Line(SnapshotChunk chunk, int row, string entitlement, string identity)
    {
        var state = (chunk.Codes[row] & 0xF) == (int)AccessState.Active ? "active" : "suspended";
        return string.Join('\t', entitlement, identity, state, Causes[chunk.Codes[row] >> 4], Time(chunk.From[row]), Time(chunk.Until[row])) + "\n";
    }

    private static string Time(long at) => at is long.MinValue or long.MaxValue ? "" : at.ToString(CultureInfo.InvariantCulture);
}
