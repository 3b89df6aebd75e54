using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using AccessGovernance.Api.V1;
using Google.Protobuf;

namespace AccessGovernance.Server.Wire;

/// <summary>
/// One chunk of a snapshot as columns that are sent as they stand in memory, of which protobuf's packed fixed-size fields are copies on
/// processors that keep the lowest byte first, and .NET runs the server on no others. Used again for the next chunk. Not thread-safe.
/// </summary>
/// <param name="rows">That it has room for.</param>
internal sealed class EncodedChunk(int rows) : IEncodedFields
{
    private const int NumberField = SnapshotChunk.RowsSoFarFieldNumber << 3;
    private const int MaxNumber = 11;

    private byte[] token = [];
    private long rowsSoFar;

    public int Count { get; set; }

    public EncodedTexts NewEntitlements { get; } = new(SnapshotChunk.EntitlementsFieldNumber);

    public EncodedTexts NewIdentities { get; } = new(SnapshotChunk.IdentitiesFieldNumber);

    public uint[] Entitlements { get; } = new uint[rows];

    public uint[] Identities { get; } = new uint[rows];

    public byte[] Codes { get; } = new byte[rows];

    public long[] From { get; } = new long[rows];

    public long[] Until { get; } = new long[rows];

    public int Size => Lengths.SizeOf(Body);

    private int Body => NewEntitlements.Written.Length + NewIdentities.Written.Length
        + (2 * Lengths.SizeOf(Count * sizeof(uint))) + Lengths.SizeOf(Count) + (2 * Lengths.SizeOf(Count * sizeof(long)))
        + Lengths.SizeOf(token.Length) + 1 + CodedOutputStream.ComputeInt64Size(rowsSoFar);

    /// <summary>Says what a chunk ends with.</summary>
    public void End(string pageToken, long soFar) => (token, rowsSoFar) = (Encoding.UTF8.GetBytes(pageToken), soFar);

    public void Clear()
    {
        Count = 0;
        NewEntitlements.Clear();
        NewIdentities.Clear();
    }

    public void WriteTo(IBufferWriter<byte> to)
    {
        WriteHead(ReadSnapshotResponse.ChunkFieldNumber, Body, to);
        to.Write(NewEntitlements.Written);
        to.Write(NewIdentities.Written);
        Write(SnapshotChunk.EntitlementFieldNumber, Entitlements, to);
        Write(SnapshotChunk.IdentityFieldNumber, Identities, to);
        Write(SnapshotChunk.CodesFieldNumber, Codes, to);
        Write(SnapshotChunk.FromFieldNumber, From, to);
        Write(SnapshotChunk.UntilFieldNumber, Until, to);
        WriteHead(SnapshotChunk.PageTokenFieldNumber, token.Length, to);
        to.Write(token);
        var number = to.GetSpan(MaxNumber);
        number[0] = NumberField;
        to.Advance(1 + Lengths.WriteNumber((ulong)rowsSoFar, number[1..]));
    }

    private void Write<T>(int field, T[] column, IBufferWriter<byte> to)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(column.AsSpan(0, Count));
        WriteHead(field, bytes.Length, to);
        to.Write(bytes);
    }

    private static void WriteHead(int field, int bytes, IBufferWriter<byte> to) =>
        to.Advance(Lengths.Write(field, bytes, to.GetSpan(Lengths.MaxHead)));
}
