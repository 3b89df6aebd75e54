using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// Ids that occur again and again as one string each: a history names the same entitlements a million times. Keeps
/// <see cref="Kept"/> strings a thread; a newer one takes the place of an older one of the same hash.
/// </summary>
internal static class RepeatedText
{
    public const int Kept = 4_096;

    [ThreadStatic]
    private static string?[]? kept;

    /// <summary>The string that the reader stands at.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueIsEscaped)
            return reader.GetString();
        ref var place = ref (kept ??= new string?[Kept])[Hash(reader.ValueSpan) % Kept];
        return place is { } known && reader.ValueTextEquals(known) ? known : place = reader.GetString();
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = (uint)text.Length;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(text))
            hash = BitOperations.Crc32C(hash, word);
        foreach (var one in text[(text.Length & ~7)..])
            hash = BitOperations.Crc32C(hash, one);
        return hash;
    }
}
