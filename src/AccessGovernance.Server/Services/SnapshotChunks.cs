using System.Buffers;
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

    private readonly ArrayBufferWriter<byte> codes = new(page.Size);

    // By the number of each in the index: its number in the stream, counted from 1.
    private uint[] identities = [];
    private uint identitiesSoFar;
    private uint entitlementsSoFar;
    private int entitlement = -1;
    private readonly int maxBytes = Math.Min(MaxBytes, room);
    private SnapshotChunk chunk = Empty(page);
    private long rowsSoFar = page.Place?.Position ?? 0;
    private int bytes;
    private (string Entitlement, string Identity) last;

    /// <summary>Adds rows from one of them on, until a chunk is full: answers it, or null once no row is left.</summary>
    /// <param name="taken">Rows that were added so far.</param>
    public SnapshotChunk? Add(ReadOnlySpan<SnapshotRow> rows, ref int taken)
    {
        while (taken < rows.Length)
        {
            if (Add(rows[taken++]) is { } full)
                return full;
        }
        return null;
    }

    private SnapshotChunk? Add(in SnapshotRow row)
    {
        // Rows of one entitlement follow one another.
        if (row.EntitlementNumber != entitlement)
        {
            entering(row.Entitlement);
            entitlement = row.EntitlementNumber;
            entitlementsSoFar++;
            chunk.Entitlements.Add(Kept(row.Entitlement));
        }
        chunk.Entitlement.Add(entitlementsSoFar - 1);
        if (row.IdentityNumber >= identities.Length)
            Array.Resize(ref identities, Math.Max(row.IdentityNumber + 1, identities.Length * 2));
        ref var identity = ref identities[row.IdentityNumber];
        if (identity == 0)
        {
            identity = ++identitiesSoFar;
            chunk.Identities.Add(Kept(row.Identity));
        }
        chunk.Identity.Add(identity - 1);
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
        (chunk, bytes) = (Empty(page), 0);
        codes.ResetWrittenCount();
        return full;
    }

    private static SnapshotChunk Empty(Page page)
    {
        var empty = new SnapshotChunk();
        (empty.Entitlement.Capacity, empty.Identity.Capacity) = (page.Size, page.Size);
        (empty.From.Capacity, empty.Until.Capacity) = (page.Size, page.Size);
        return empty;
    }

    private string Kept(string id)
    {
        bytes += Encoding.UTF8.GetByteCount(id) + 3;
        return id;
    }
}
