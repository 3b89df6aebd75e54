using System.Buffers;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// Some rows of a snapshot as columns, in the order of the snapshot: so many that handing them over costs nothing for each, or those of one
/// entitlement; never a part of one. Belongs to whoever got it, who disposes of it once its columns were read: the memory is used again.
/// </summary>
public sealed class SnapshotBatch : IDisposable
{
    private const int Rows = 8_192;
    private const int Entitlements = 64;
    private const int StateMask = 0xF;
    private const int CauseShift = 4;

    private readonly IdentityTexts texts;
    private SnapshotRun[] runs = ArrayPool<SnapshotRun>.Shared.Rent(Entitlements);
    private int[] identities = ArrayPool<int>.Shared.Rent(Rows);
    private byte[] codes = ArrayPool<byte>.Shared.Rent(Rows);
    private long[] from = ArrayPool<long>.Shared.Rent(Rows);
    private long[] until = ArrayPool<long>.Shared.Rent(Rows);
    private int runCount;

    internal SnapshotBatch(IdentityTexts texts) => this.texts = texts;

    public int Count { get; private set; }

    /// <summary>The entitlements, each with the end of its rows; none without rows.</summary>
    public ReadOnlySpan<SnapshotRun> Runs => runs.AsSpan(0, runCount);

    /// <summary>Of each row the number of its identity: the same for the same identity, in this process only.</summary>
    public ReadOnlySpan<int> Identities => identities.AsSpan(0, Count);

    /// <summary>
    /// Of each row the <see cref="AccessState"/> in the lower four bits, and in the upper ones the kind of the cause of the direct grant that
    /// began first; 0 there for access that follows from conferrals alone.
    /// </summary>
    public ReadOnlySpan<byte> Codes => codes.AsSpan(0, Count);

    /// <summary>Beginnings of that grant's validity as known, in milliseconds; those of <see cref="Period.Always"/> where there is none.</summary>
    public ReadOnlySpan<long> From => from.AsSpan(0, Count);

    /// <summary>Ends of it, likewise.</summary>
    public ReadOnlySpan<long> Until => until.AsSpan(0, Count);

    public static AccessState StateOf(byte code) => (AccessState)(code & StateMask);

    /// <summary>Null for access that follows from conferrals alone.</summary>
    public static CauseKind? CauseOf(byte code) => code >> CauseShift is var cause and not 0 ? (CauseKind)cause : null;

    /// <summary>The id of an identity by its number.</summary>
    public string IdOf(int identity) => texts.IdOf(identity);

    /// <summary>The same in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Of(int identity) => texts.Utf8Of(identity);

    public void Dispose()
    {
        ArrayPool<SnapshotRun>.Shared.Return(Taken(ref runs), clearArray: true);
        ArrayPool<int>.Shared.Return(Taken(ref identities));
        ArrayPool<byte>.Shared.Return(Taken(ref codes));
        ArrayPool<long>.Shared.Return(Taken(ref from));
        ArrayPool<long>.Shared.Return(Taken(ref until));
        (Count, runCount) = (0, 0);
    }

    internal static byte CodeOf(AccessState state, CauseKind? cause) => (byte)((int)state | ((int)(cause ?? 0) << CauseShift));

    /// <summary>Room for rows that <see cref="Advance"/> adds.</summary>
    internal NewRows Free(int rows)
    {
        Grow(ref identities, Count, rows);
        Grow(ref codes, Count, rows);
        Grow(ref from, Count, rows);
        Grow(ref until, Count, rows);
        return new(identities.AsSpan(Count, rows), codes.AsSpan(Count, rows), from.AsSpan(Count, rows), until.AsSpan(Count, rows));
    }

    /// <summary>Adds rows that were put into <see cref="Free"/>, all of them and all of one entitlement.</summary>
    internal void Advance(EntitlementNode entitlement, int rows)
    {
        if (rows == 0)
            return;
        Grow(ref runs, runCount, 1);
        Count += rows;
        runs[runCount++] = new SnapshotRun(entitlement.Id, entitlement.Ordinal, Count);
    }

    /// <summary>Leaves out the first rows of a batch of one entitlement.</summary>
    internal void Skip(int rows)
    {
        if (rows == 0)
            return;
        Identities[rows..].CopyTo(identities);
        Codes[rows..].CopyTo(codes);
        From[rows..].CopyTo(from);
        Until[rows..].CopyTo(until);
        Count -= rows;
        runs[0] = runs[0] with { End = Count };
        runCount = Count == 0 ? 0 : 1;
    }

    private static T[] Taken<T>(ref T[] column)
    {
        var taken = column;
        column = [];
        return taken;
    }

    private static void Grow<T>(ref T[] column, int used, int more)
    {
        if (column.Length - used >= more)
            return;
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(column.Length * 2, used + more));
        column.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(column, clearArray: true);
        column = larger;
    }

    /// <summary>Columns of rows to come.</summary>
    internal readonly ref struct NewRows(Span<int> identities, Span<byte> codes, Span<long> from, Span<long> until)
    {
        private readonly Span<int> identities = identities;
        private readonly Span<byte> codes = codes;
        private readonly Span<long> from = from;
        private readonly Span<long> until = until;

        public void Set(int row, int identity, byte code, long begins, long ends)
        {
            identities[row] = identity;
            codes[row] = code;
            from[row] = begins;
            until[row] = ends;
        }
    }
}
