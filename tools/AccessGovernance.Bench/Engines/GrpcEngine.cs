using AccessGovernance.Api.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AccessGovernance.Bench.Engines;

/// <summary>The product's server over gRPC: ids only, whole answers, page after page.</summary>
internal sealed class GrpcEngine(ChannelBase channel, string bearer) : IEngine
{
    private const int PageSize = 10_000;
    private const int IdsPageSize = 100_000;
    private const string Identities = "identities/";
    private const string Entitlements = "entitlements/";

    private readonly AccessHistoryService.AccessHistoryServiceClient client = new(channel);
    private readonly CallOptions options = new(new Metadata { { "authorization", "Bearer " + bearer } });
    private string? taken;

    public async ValueTask Answer(Ask ask, AskedQuestion question, List<string> answer)
    {
        var at = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(question.At));
        var (identity, entitlement) = (Identities + Uri.EscapeDataString(question.Identity), Entitlements + Uri.EscapeDataString(question.Entitlement));
        switch (ask)
        {
            case Ask.Who: await Who(new() { Entitlement = entitlement, ValidAt = at, IdsOnly = true, PageSize = IdsPageSize }, answer); break;
            case Ask.What: await What(new() { Subject = identity, ValidAt = at, NamesOnly = true, PageSize = PageSize }, answer); break;
            case Ask.Check:
                var checkedAccess = await client.CheckAccessAsync(new() { Identity = identity, Entitlement = entitlement, ValidAt = at }, options);
                if (checkedAccess.Allowed || checkedAccess.Reason == CheckReason.Suspended)
                    answer.Add("yes");
                break;
            case Ask.Count:
                var counted = await client.CountHoldersAsync(new() { Entitlement = entitlement, ValidAt = at }, options);
                answer.Add($"{counted.Identities}");
                break;
            case Ask.Export: answer.Add($"{await Export(at)}"); break;
            default: throw new ArgumentOutOfRangeException(nameof(ask));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>An id as the API gives it, as the target system has it.</summary>
    public static string Plain(string name) => name.StartsWith(Identities, StringComparison.Ordinal) ? Uri.UnescapeDataString(name[Identities.Length..])
        : name.StartsWith(Entitlements, StringComparison.Ordinal) ? Uri.UnescapeDataString(name[Entitlements.Length..]) : name;

    /// <summary>Reads a snapshot, which is taken when it is first asked for.</summary>
    private async Task<long> Export(Timestamp at)
    {
        var snapshots = new SnapshotService.SnapshotServiceClient(channel);
        taken ??= (await snapshots.TakeSnapshotAsync(
            new() { RequestId = Guid.NewGuid().ToString("D"), DisplayName = "Whole state", ValidAt = at }, options)).Snapshot.Name;
        using var stream = snapshots.ReadSnapshot(new() { Snapshot = taken }, options);
        var (rows, verified) = (0L, false);
        await foreach (var part in stream.ResponseStream.ReadAllAsync())
        {
            rows += part.Chunk?.Entitlement.Count ?? 0;
            verified |= part.End?.Verified ?? false;
        }
        return verified ? rows : throw new InvalidOperationException("The server did not verify the snapshot's hash.");
    }

    private async Task Who(WhoHadAccessRequest request, List<string> answer)
    {
        do
        {
            var page = await client.WhoHadAccessAsync(request, options);
            answer.AddRange(page.Ids);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    private async Task What(WhatDidTheyHoldRequest request, List<string> answer)
    {
        do
        {
            var page = await client.WhatDidTheyHoldAsync(request, options);
            foreach (var held in page.Access)
                answer.Add(held.Entitlement);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }
}
