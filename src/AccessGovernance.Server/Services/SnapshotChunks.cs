using System.Runtime.CompilerServices;
using System.Text;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Wire;
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

    private static readonly ReadSnapshotResponse Nothing = new();

    private readonly EncodedChunk chunk = new(page.Size);
    private readonly int maxBytes = Math.Min(MaxBytes, room);

    // By the number of each in the index: its number in the stream, counted from 1.
    private uint[] identities = [];
    private uint identitiesSoFar;
    private uint entitlementsSoFar;
    private int entitlement = -1;
    private long rowsSoFar = page.Place?.Position ?? 0;
    private int bytes;
    private (string Entitlement, int Identity) last;

    public bool HasRows => chunk.Count > 0;

    private bool IsFull => bytes >= maxBytes || chunk.Count == page.Size;

    /// <summary>Adds rows from one of them on; answers whether the chunk is full, else that no row is left.</summary>
    /// <param name="taken">Rows that were added so far.</param>
    public bool Add(SnapshotBatch rows, ref int taken)
    {
        foreach (ref readonly var run in rows.Runs)
        {
            while (taken < run.End)
            {
                if (IsFull)
                    return true;
                Enter(run);
                taken += AddRows(rows, taken, run.End);
                last = (run.Entitlement, rows.Identities[taken - 1]);
            }
        }
        return IsFull;
    }

    /// <summary>The chunk, to be written before rows are added to the next one, after <see cref="Begin"/>.</summary>
    /// <param name="rows">That rows were added from.</param>
    public Encoded<ReadSnapshotResponse> Finish(SnapshotBatch rows)
    {
        rowsSoFar += chunk.Count;
        chunk.End(page.Next(new PagePlace(rowsSoFar, 0, 0, last.Entitlement, rows.IdOf(last.Identity))), rowsSoFar);
        return new(Nothing, chunk);
    }

    /// <summary>Begins the next chunk.</summary>
    public void Begin()
    {
        chunk.Clear();
        bytes = 0;
    }

    // Rows of one entitlement follow one another.
    private void Enter(in SnapshotRun run)
    {
        if (run.Number == entitlement)
            return;
        entering(run.Entitlement);
        entitlement = run.Number;
        entitlementsSoFar++;
        bytes += chunk.NewEntitlements.Add(Encoding.UTF8.GetBytes(run.Entitlement));
    }

    private int AddRows(SnapshotBatch rows, int first, int end)
    {
        var count = AddIdentities(rows, rows.Identities[first..end]);
        var at = chunk.Count;
        chunk.Entitlements.AsSpan(at, count).Fill(entitlementsSoFar - 1);
        rows.Codes.Slice(first, count).CopyTo(chunk.Codes.AsSpan(at));
        rows.From.Slice(first, count).CopyTo(chunk.From.AsSpan(at));
        rows.Until.Slice(first, count).CopyTo(chunk.Until.AsSpan(at));
        chunk.Count += count;
        return count;
    }

    // As many as fit, one at least: there was room before the entitlement's id took some.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddIdentities(SnapshotBatch rows, ReadOnlySpan<int> wanted)
    {
        var to = chunk.Identities.AsSpan(chunk.Count);
        var most = Math.Min(wanted.Length, to.Length);
        var count = 0;
        for (; count < most && (count == 0 || bytes < maxBytes); count++)
        {
            var known = wanted[count] < identities.Length ? identities[wanted[count]] : 0;
            to[count] = (known == 0 ? Introduce(rows, wanted[count]) : known) - 1;
            bytes += RowBytes;
        }
        return count;
    }

    private uint Introduce(SnapshotBatch rows, int identity)
    {
        if (identity >= identities.Length)
            Array.Resize(ref identities, Math.Max(identity + 1, identities.Length * 2));
        bytes += chunk.NewIdentities.Add(rows.Utf8Of(identity));
        return identities[identity] = ++identitiesSoFar;
    }
}
