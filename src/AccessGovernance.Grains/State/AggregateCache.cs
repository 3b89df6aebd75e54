using System.Security.Cryptography;
using System.Text.Json;
using AccessGovernance.Domain;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace AccessGovernance.Grains.State;

/// <summary>A state as it is kept: which event it contains last, its JSON, and a hash over both.</summary>
[GenerateSerializer]
public sealed class CachedAggregate
{
    [Id(0)] public int Format { get; set; }
    [Id(1)] public long Revision { get; set; }
    [Id(2)] public Guid LastEvent { get; set; }
    [Id(3)] public byte[] State { get; set; } = [];
    [Id(4)] public byte[] Hash { get; set; } = [];

    public byte[] ComputeHash() =>
        SHA256.HashData([.. BitConverter.GetBytes(Format), .. BitConverter.GetBytes(Revision), .. LastEvent.ToByteArray(), .. State]);
}

/// <summary>Where the cached state of a grain stands; the tag is the storage's own version of it.</summary>
public readonly record struct CachedPlace(long Revision, string? Tag)
{
    public static readonly CachedPlace None = new(-1, null);
}

/// <summary>
/// Keeps the state of long streams through Orleans' grain storage. A cache and never a source: what is missing, foreign or damaged is
/// passed over, and a failure to write it is logged and nothing else.
/// </summary>
public sealed partial class AggregateCache(IGrainStorage storage, ILogger<AggregateCache> log)
{
    /// <summary>Changes when the shape of a state does: older ones are passed over.</summary>
    public const int Format = 3;

    /// <summary>Events after which a state is written again.</summary>
    public const int Interval = 1_000;

    private const string StateName = "aggregate";

    public async Task<(TAggregate State, Guid LastEvent, CachedPlace Place)?> Read<TAggregate>(GrainId grain)
        where TAggregate : Aggregate
    {
        try
        {
            var stored = new GrainState<CachedAggregate>(new CachedAggregate());
            await storage.ReadStateAsync(StateName, grain, stored);
            if (stored is not { RecordExists: true, State: { } kept } || kept.Format != Format || !kept.ComputeHash().AsSpan().SequenceEqual(kept.Hash))
                return null;
            var state = JsonSerializer.Deserialize<TAggregate>(kept.State);
            return state is null ? null : (state, kept.LastEvent, new CachedPlace(kept.Revision, stored.ETag));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CacheNotRead(log, e, grain);
            return null;
        }
    }

    public async Task<CachedPlace> WriteIfDue<TAggregate>(GrainId grain, TAggregate state, Guid lastEvent, CachedPlace last)
        where TAggregate : Aggregate
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.NextRevision - 1 - last.Revision < Interval)
            return last;
        try
        {
            var kept = new CachedAggregate
            {
                Format = Format,
                Revision = state.NextRevision - 1,
                LastEvent = lastEvent,
                State = JsonSerializer.SerializeToUtf8Bytes(state),
            };
            kept.Hash = kept.ComputeHash();
            var tag = last.Tag ?? await CurrentTag(grain);
            var stored = new GrainState<CachedAggregate>(kept, tag);
            await storage.WriteStateAsync(StateName, grain, stored);
            return new CachedPlace(kept.Revision, stored.ETag);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CacheNotWritten(log, e, grain);
            return new CachedPlace(state.NextRevision - 1, null);
        }
    }

    private async Task<string?> CurrentTag(GrainId grain)
    {
        var stored = new GrainState<CachedAggregate>(new CachedAggregate());
        await storage.ReadStateAsync(StateName, grain, stored);
        return stored.ETag;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cached state of {Grain} could not be read; the log is read instead.")]
    private static partial void CacheNotRead(ILogger log, Exception e, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of {Grain} could not be cached; nothing is lost.")]
    private static partial void CacheNotWritten(ILogger log, Exception e, GrainId grain);
}
