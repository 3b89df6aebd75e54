using System.Security.Cryptography;
using System.Text.Json;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// Parts of frozen populations, once in memory for all that decode them: the actor of a part and the read model hold the same items, and a report
/// need not decode them again. Found by the SHA-256 of the stored bytes, so that nothing but equal bytes is ever taken for equal; kept only as long as
/// somebody holds them; the last <see cref="MaxWritten"/> that were written here also without that, because whoever follows the log comes for them
/// next. Thread-safe.
/// </summary>
internal static class FrozenPopulations
{
    /// <summary>Parts that can be found at once, of all campaigns: what comes newly takes the place of an older one of the same place.</summary>
    private const int Places = 65_536;

    private const int MaxWritten = 1_024;

    private static readonly Known?[] Kept = new Known?[Places];
    private static readonly PopulationFrozen?[] Written = new PopulationFrozen?[MaxWritten];
    private static int written;

    /// <summary>Has those who will read the bytes find what they were made of.</summary>
    public static void Note(ReadOnlySpan<byte> body, PopulationFrozen population)
    {
        var digest = DigestOf(body);
        Volatile.Write(ref Kept[digest.Place], new(digest, new(population)));
        Volatile.Write(ref Written[(uint)Interlocked.Increment(ref written) % MaxWritten], population);
    }

    /// <summary>The event in some stored bytes, or what others have made of the same.</summary>
    /// <param name="decode">Makes the event from the bytes.</param>
    /// <exception cref="JsonException">The bytes are no such event.</exception>
    public static PopulationFrozen Read(ReadOnlySpan<byte> body, DecodeBody decode)
    {
        var digest = DigestOf(body);
        ref var place = ref Kept[digest.Place];
        if (Volatile.Read(ref place) is { } known && known.Digest == digest && known.Population.TryGetTarget(out var before))
            return before;
        var population = PopulationTexts.Shared(decode(body));
        Volatile.Write(ref place, new(digest, new(population)));
        return population;
    }

    private static Digest DigestOf(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return new(new(hash[..16]), new(hash[16..]));
    }

    public delegate PopulationFrozen DecodeBody(ReadOnlySpan<byte> body);

    private readonly record struct Digest(Guid First, Guid Second)
    {
        public int Place => (int)((uint)First.GetHashCode() % Places);
    }

    private sealed record Known(Digest Digest, WeakReference<PopulationFrozen> Population);
}
