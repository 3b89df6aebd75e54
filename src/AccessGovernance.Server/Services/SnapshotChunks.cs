using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Page = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Rows of a snapshot as chunks of columns: an id is written once, and then told by its number in this stream. A chunk has at most as many
/// rows as were asked for, and stays below 1 MiB and below the largest message. Not thread-safe.
/// </summary>
/// <param name="room">Bytes that the rows of one message may take.</param>
/// <param name="entering">Called with every entitlement before its first row; throws where the reader may not see it.</param>
internal sealed class SnapshotChunks(Page page, int room, Action<string> entering)
{
    private const int MaxBytes = 900 * 1024;
    private const int RowBytes = 25;
    private const int CauseShift = 4;

    private readonly Dictionary<int, uint> entitlements = [];
    private readonly Dictionary<int, uint> identities = [];
    private readonly ArrayBufferWriter<byte> codes = new();
    private readonly int maxBytes = Math.Min(MaxBytes, room);
    private SnapshotChunk chunk = new();
    private long rowsSoFar = page.Place?.Position ?? 0;
    private int bytes;
    private (string Entitlement, string Identity) last;

    /// <summary>Adds a row; answers the chunk that is full with it.</summary>
    public SnapshotChunk? Add(in SnapshotRow row)
    {
        ref var entitlement = ref CollectionsMarshal.GetValueRefOrAddDefault(entitlements, row.EntitlementNumber, out var known);
        if (!known)
        {
            entering(row.Entitlement);
            entitlement = (uint)entitlements.Count - 1;
            chunk.Entitlements.Add(Kept(row.Entitlement));
        }
        chunk.Entitlement.Add(entitlement);
        ref var identity = ref CollectionsMarshal.GetValueRefOrAddDefault(identities, row.IdentityNumber, out known);
        if (!known)
        {
            identity = (uint)identities.Count - 1;
            chunk.Identities.Add(Kept(row.Identity));
        }
        chunk.Identity.Add(identity);
        codes.GetSpan(1)[0] = (byte)((int)row.State | ((int)(row.Cause ?? 0) << CauseShift));
        codes.Advance(1);
        chunk.From.Add(row.Validity.From.Milliseconds);
        chunk.Until.Add(row.Validity.Until.Milliseconds);
        rowsSoFar++;
        last = (row.Entitlement, row.Identity);
        bytes += RowBytes;
        return bytes >= maxBytes || chunk.Entitlement.Count >= page.Size ? Finish() : null;
    }

    /// <summary>The rows that are in no chunk yet; null when there are none.</summary>
    public SnapshotChunk? Finish()
    {
        if (chunk.Entitlement.Count == 0)
            return null;
        var full = chunk;
        full.Codes = ByteString.CopyFrom(codes.WrittenSpan);
        full.RowsSoFar = rowsSoFar;
        full.PageToken = page.Next(new PagePlace(rowsSoFar, 0, 0, last.Entitlement, last.Identity));
        (chunk, bytes) = (new SnapshotChunk(), 0);
        codes.ResetWrittenCount();
        return full;
    }

    private string Kept(string id)
    {
        bytes += Encoding.UTF8.GetByteCount(id) + 3;
        return id;
    }
}
