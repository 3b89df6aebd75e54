using System.Buffers;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.EventLog;
using AccessGovernance.Server.Services;
using AccessGovernance.Server.Wire;
using CsCheck;
using Google.Protobuf;

namespace AccessGovernance.Grains.Tests;

/// <summary>What is sent of a snapshot, and what it takes for its rows to count as verified.</summary>
[Trait("Rule", "15")]
public sealed class SnapshotsOnTheWire
{
    private const int MaxRows = 300;

    private static readonly Gen<(string[] New, uint[] Numbers, long[] Times, long SoFar)> Chunks = Gen.Select(
        Gen.String[0, 200].Where(s => s.All(c => !char.IsSurrogate(c))).Array[0, 5],
        Gen.UInt.Array[1, MaxRows], Gen.Long.Array[MaxRows], Gen.Long[0, long.MaxValue]);

    [Fact]
    public void A_chunk_is_the_bytes_of_its_message() => Chunks.Sample(c =>
    {
        var (chunk, count) = (new EncodedChunk(MaxRows), c.Numbers.Length);
        var message = new SnapshotChunk { PageToken = "token", RowsSoFar = c.SoFar };
        for (var i = 0; i < count; i++)
        {
            (chunk.Entitlements[i], chunk.Identities[i], chunk.Codes[i]) = (c.Numbers[i], ~c.Numbers[i], (byte)c.Numbers[i]);
            (chunk.From[i], chunk.Until[i]) = (c.Times[i], ~c.Times[i]);
        }
        foreach (var id in c.New)
        {
            var utf8 = System.Text.Encoding.UTF8.GetBytes(id);
            Assert.Equal(chunk.NewEntitlements.Add(utf8), chunk.NewIdentities.Add(utf8));
        }
        chunk.Count = count;
        chunk.End("token", c.SoFar);
        message.Entitlements.AddRange(c.New);
        message.Identities.AddRange(c.New);
        message.Entitlement.AddRange(c.Numbers);
        message.Identity.AddRange(c.Numbers.Select(n => ~n));
        message.Codes = ByteString.CopyFrom([.. c.Numbers.Select(n => (byte)n)]);
        message.From.AddRange(c.Times.Take(count));
        message.Until.AddRange(c.Times.Take(count).Select(t => ~t));
        var written = new ArrayBufferWriter<byte>();
        chunk.WriteTo(written);
        Assert.Equal(chunk.Size, written.WrittenCount);
        Assert.Equal(new ReadSnapshotResponse { Chunk = message }, ReadSnapshotResponse.Parser.ParseFrom(written.WrittenSpan));
    }, iter: 300);

    [Fact]
    public void Rows_are_verified_by_what_was_proved_of_them_and_others_are_not()
    {
        var reader = HistoryOf(3);
        var (proofs, taken) = (new SnapshotProofs(), Taken(reader, 5));
        Assert.Null(proofs.Of(taken.Sha256));
        Check(taken, reader, 5, proofs, isProved: false);
        Check(taken, reader, 5, proofs, isProved: true);
        Check(taken with { DisplayName = "same rows" }, reader, 5, proofs, isProved: true);
        Assert.Throws<DamagedLogException>(() => Check(taken, reader, 4, proofs, isProved: true));
        Assert.Throws<DamagedLogException>(() => Check(taken with { Rows = 2 }, reader, 5, proofs, isProved: true));
        Assert.Throws<DamagedLogException>(() => Check(taken, reader, 4, new SnapshotProofs(), isProved: false));
        Assert.Throws<DamagedLogException>(() => Check(taken with { Sha256 = new('0', 64) }, reader, 5, proofs, isProved: false));
    }

    [Fact]
    public async Task No_more_than_a_few_parts_are_found_ahead_of_their_reader()
    {
        var (started, finished, most) = (0, 0, 0);
        var parts = Enumerable.Range(0, 200).Select(n => new Func<CancellationToken, int>(_ =>
        {
            var ahead = Interlocked.Increment(ref started) - Volatile.Read(ref finished);
            InterlockedMax(ref most, ahead);
            return n;
        }));
        var read = new List<int>();
        await foreach (var part in FindingAhead.Of(parts, CancellationToken.None))
        {
            read.Add(part);
            Interlocked.Increment(ref finished);
            await Task.Yield();
        }
        Assert.Equal(Enumerable.Range(0, 200), read);
        Assert.InRange(most, 1, FindingAhead.MaxWaiting + 1);
    }

    [Fact]
    public async Task Finding_stops_with_its_reader_and_fails_where_a_part_fails()
    {
        var (started, stopped) = (0, new TaskCompletionSource());
        var endless = Enumerable.Range(0, int.MaxValue).Select(n => new Func<CancellationToken, int>(cancellation =>
        {
            Interlocked.Increment(ref started);
            cancellation.Register(() => stopped.TrySetResult());
            return n != 5 ? n : throw new InvalidDataException("five");
        }));
        await foreach (var first in FindingAhead.Of(endless, CancellationToken.None))
            break;
        await stopped.Task;
        Assert.InRange(started, 1, FindingAhead.MaxWaiting + 1);
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var part in FindingAhead.Of(endless, CancellationToken.None))
                Assert.InRange(part, 0, 4);
        });
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = most; value > known; known = most)
            Interlocked.CompareExchange(ref most, value, known);
    }

    [Fact]
    public void Of_many_proofs_the_oldest_go()
    {
        var proofs = new SnapshotProofs();
        for (var i = 0; i <= SnapshotProofs.MaxProofs; i++)
            proofs.Keep($"{i}", new(i, 0));
        Assert.Null(proofs.Of("0"));
        Assert.Equal(new RowsProof(1, 0), proofs.Of("1"));
        Assert.Equal(new RowsProof(SnapshotProofs.MaxProofs, 0), proofs.Of($"{SnapshotProofs.MaxProofs}"));
    }

    private static void Check(SnapshotTaken taken, HistoryReader found, long at, SnapshotProofs proofs, bool isProved)
    {
        var proof = proofs.Of(taken.Sha256);
        Assert.Equal(isProved, proof is not null);
        using var check = new RowsCheck(proof, proofs);
        foreach (var batch in Rows(found, at))
            check.AddAll(batch);
        check.RequireSame(taken);
    }

    private static SnapshotTaken Taken(HistoryReader reader, long at)
    {
        using var check = new RowsCheck(null, new SnapshotProofs());
        foreach (var batch in Rows(reader, at))
            check.AddAll(batch);
        var (rows, sha256) = check.Prove();
        return new(new(Guid.NewGuid()), "", Definition(reader, at), rows, sha256);
    }

    private static IEnumerable<SnapshotBatch> Rows(HistoryReader reader, long at) =>
        reader.RowsOf(Definition(reader, at), _ => null, null, CancellationToken.None);

    private static SnapshotDefinition Definition(HistoryReader reader, long at) =>
        new(new(at), reader.Latest.Position, null, reader.Latest.Position, false, new([], [], [], [], [], default), 1);

    /// <summary>One entitlement, and identities that hold it from 3, 4 and so on.</summary>
    private static HistoryReader HistoryOf(int identities)
    {
        var (index, position) = (new HistoryIndex(), 0L);
        Apply(StreamNames.Of(new AppId("app")), 0, new ApplicationDefined("app", null, new(0)));
        var profile = new EntitlementProfile("", "", null, Domain.Entitlements.Risk.Low);
        Apply(StreamNames.Of(new EntitlementId("e")), 0,
            new EntitlementDefined(Domain.Entitlements.EntitlementKind.Role, new("app"), profile, null));
        for (var i = 0; i < identities; i++)
        {
            var stream = StreamNames.Of(new IdentityId($"i{i}"));
            Apply(stream, 0, new IdentityRegistered(Domain.Identities.IdentityKind.Employee, false));
            Apply(stream, 1, new AccessGranted(new(Guid.NewGuid()), new("e"), Period.Since(new(3 + i)), new Domain.Cause(Domain.CauseKind.Rule, "r"), null));
        }
        return new(index);

        void Apply(string stream, long revision, DomainEvent what) => index.Apply(new HistoryEntry
        {
            Position = ++position, Stream = stream, Revision = revision, Stamp = new(1), EndsBatch = true, Import = null, What = what, Actor = "a",
        });
    }
}
