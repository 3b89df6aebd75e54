using System.Globalization;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Snapshots;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Wire;
using Grpc.Core;
using Page = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>Takes, names and reproduces snapshots. A scoped caller sees those that were taken within its scope.</summary>
public sealed class SnapshotServiceV1(
    Commands commands, Snapshots snapshots, SnapshotProofs proofs, Pages pages, PositionTokens tokens, AnswerRoom room)
    : SnapshotService.SnapshotServiceBase
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;
    private const int MaxChunkRows = 10_000;

    private ISnapshotGrain Registry => commands.Grains.GetGrain<ISnapshotGrain>(ISnapshotGrain.Key);

    public override async Task<TakeSnapshotResponse> TakeSnapshot(TakeSnapshotRequest request, ServerCallContext context)
    {
        var id = DerivedIds.Snapshot(Commands.ParseRequestId(request.RequestId));
        var name = Texts.Label("display_name", request.DisplayName);
        var filter = Snapshots.Parse(request.Filter);
        if (request.Knowledge is { Ever: true })
            throw new InvalidRequestException("knowledge.ever", "is no state of knowledge, and a snapshot is of one");
        var begun = await commands.Begin(request, request.RequestId, context);
        var taken = (await Registry.Find(id.Value))?.Taken;
        if (taken is null)
        {
            var definition = await snapshots.Define(request, filter, context);
            var (rows, hash) = await Hash(await snapshots.Parts(definition, null, context), context.CancellationToken);
            taken = new SnapshotTaken(id, name, definition, rows, hash);
        }
        var receipt = commands.Receipt(await Registry.Execute(new TakeSnapshot(taken), begun));
        // What was recorded, which is another one's where the same request came twice at once.
        var recorded = await Find(request.RequestId, id.Value, context);
        return new TakeSnapshotResponse
        {
            Snapshot = ToMessage(recorded), Receipt = receipt, Basis = snapshots.Basis(recorded.Taken.Definition, CallerInterceptor.CallerOf(context)),
        };
    }

    public override async Task<GetSnapshotResponse> GetSnapshot(GetSnapshotRequest request, ServerCallContext context)
    {
        var recorded = await Find(request.Snapshot, Names.Snapshot("snapshot", request.Snapshot), context);
        return new GetSnapshotResponse
        {
            Snapshot = ToMessage(recorded), Basis = snapshots.Basis(recorded.Taken.Definition, CallerInterceptor.CallerOf(context)),
        };
    }

    public override async Task<ListSnapshotsResponse> ListSnapshots(ListSnapshotsRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var skip = page.After.Length == 0 ? 0 : int.Parse(page.After, CultureInfo.InvariantCulture);
        var response = new ListSnapshotsResponse { LimitedToScope = !caller.IsUnscoped };
        snapshots.Head.Require(context);
        await snapshots.CatchUp(context);
        while (await Registry.List(skip, page.Size) is { Count: > 0 } some)
        {
            foreach (var recorded in some)
            {
                if (response.Snapshots.Count == page.Size)
                {
                    response.NextPageToken = page.Next(skip.ToString(CultureInfo.InvariantCulture));
                    return response;
                }
                skip++;
                if (IsVisible(caller, recorded))
                    response.Snapshots.Add(ToMessage(recorded));
            }
        }
        return response;
    }

    /// <summary>
    /// Answers <see cref="SnapshotService.SnapshotServiceBase.ReadSnapshot"/>, through <see cref="EncodedMethods"/>. What is read from the
    /// beginning is verified: its SHA-256 is the recorded one, or it is what this process proved to have that.
    /// </summary>
    internal async Task Read(
        ReadSnapshotRequest request, IServerStreamWriter<Encoded<ReadSnapshotResponse>> responseStream, ServerCallContext context)
    {
        var id = Names.Snapshot("snapshot", request.Snapshot);
        var page = pages.Open(request, request.PageToken, request.PageSize, MaxChunkRows, MaxChunkRows);
        var taken = await Find(request.Snapshot, id, context);
        var after = page.Place is { } place ? new RowKey(place.First, place.Second) : null;
        var parts = await snapshots.Parts(taken.Taken.Definition, after, context);
        await responseStream.WriteAsync(new(new() { Snapshot = ToMessage(taken) }, null), context.CancellationToken);
        using var check = after is null ? new RowsCheck(proofs.Of(taken.Taken.Sha256), proofs) : null;
        await Send(parts, check, page, responseStream, context);
        check?.RequireSame(taken.Taken);
        var end = new SnapshotEnd { Rows = taken.Taken.Rows, Sha256 = taken.Taken.Sha256, Verified = check is not null };
        await responseStream.WriteAsync(new(new() { End = end }, null), context.CancellationToken);
    }

    // Other cores find rows while this one checks and packs them.
    private async Task Send(IEnumerable<Func<CancellationToken, SnapshotBatch>> parts, RowsCheck? check, Page page,
        IServerStreamWriter<Encoded<ReadSnapshotResponse>> to, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        var chunks = new SnapshotChunks(page, room.Bytes, e => RequireSeen(caller, e));
        SnapshotBatch? last = null;
        await foreach (var batch in FindingAhead.Of(parts, context.CancellationToken))
        {
            last?.Dispose();
            last = batch;
            check?.AddAll(batch);
            for (var taken = 0; chunks.Add(batch, ref taken);)
                await Write();
        }
        if (chunks.HasRows)
            await Write();
        last?.Dispose();

        async ValueTask Write()
        {
            await to.WriteAsync(chunks.Finish(last!), context.CancellationToken);
            chunks.Begin();
        }
    }

    private async Task<(long Rows, string Hash)> Hash(IEnumerable<Func<CancellationToken, SnapshotBatch>> parts, CancellationToken cancellation)
    {
        using var check = new RowsCheck(null, proofs);
        await foreach (var batch in FindingAhead.Of(parts, cancellation))
        {
            using (batch)
                check.AddAll(batch);
        }
        return check.Prove();
    }

    private async ValueTask<RecordedSnapshot> Find(string name, Guid id, ServerCallContext context)
    {
        await snapshots.CatchUp(context);
        var found = await Registry.Find(id);
        // What was taken stays as it is; only that nothing was is as of now.
        if (found is null)
            snapshots.Head.Require(context);
        var recorded = found ?? throw new UnknownResourceException("snapshot", name);
        return IsVisible(CallerInterceptor.CallerOf(context), recorded) ? recorded : throw OutOfScope();
    }

    private static bool IsVisible(CallerPrincipal caller, RecordedSnapshot recorded) => caller.IsUnscoped
        || (recorded.Taken.Definition.Filter.Within is { IsEmpty: false } within && within.All(a => caller.Reaches(a)));

    // Entitlements move: what was in scope when the snapshot was taken need not be so today.
    private void RequireSeen(CallerPrincipal caller, string entitlement)
    {
        if (!snapshots.Sees(caller, entitlement))
            throw OutOfScope();
    }

    private static DeniedException OutOfScope() => new("OUT_OF_SCOPE", "the snapshot has what is not in the scope of this token");

    private Snapshot ToMessage(RecordedSnapshot recorded) => SnapshotMessages.Of(recorded, tokens, snapshots.RecordedAt(recorded.Position));
}
