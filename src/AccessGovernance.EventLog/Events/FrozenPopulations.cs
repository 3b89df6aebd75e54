using System.Security.Cryptography;
using System.Text.Json;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// Parts of frozen populations, once in memory for all that decode them: the actor of a part and the read model hold the same items, and a report
/// need not decode them again. Found by the SHA-256 of the stored bytes, so that nothing but equal bytes is ever taken for equal; kept only as long as
/// somebody holds them. Thread-safe.
/// </summary>
internal static class FrozenPopulations
{
    /// <summary>Parts that can be found at once, of all campaigns: what comes newly takes the place of an older one of the same place.</summary>
    private const int Places = 65_536;

    private static readonly Known?[] Kept = new Known?[Places];

    /// <summary>The event in some stored bytes, or what others have made of the same.</summary>
    /// <param name="decode">Makes the event from the bytes.</param>
    /// <exception cref="JsonException">The bytes are no such event.</exception>
    public static PopulationFrozen Read(ReadOnlySpan<byte> body, DecodeBody decode)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var digest = new Guid(hash[..16]);
        ref var place = ref Kept[BitConverter.ToUInt16(hash[16..])];
        if (Volatile.Read(ref place) is { } known && known.Digest == digest && known.Population.TryGetTarget(out var before))
            return before;
        var population = PopulationTexts.Shared(decode(body));
        Volatile.Write(ref place, new(digest, new(population)));
        return population;
    }

    public delegate PopulationFrozen DecodeBody(ReadOnlySpan<byte> body);

    private sealed record Known(Guid Digest, WeakReference<PopulationFrozen> Population);
}
