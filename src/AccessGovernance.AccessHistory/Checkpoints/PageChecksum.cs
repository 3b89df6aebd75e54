using System.Numerics;
using System.Runtime.InteropServices;

namespace AccessGovernance.AccessHistory.Checkpoints;

/// <summary>CRC-32C (Castagnoli) of a page that begins with its number.</summary>
internal static class PageChecksum
{
    public static uint Of(uint number, ReadOnlySpan<byte> page)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, number);
        var words = MemoryMarshal.Cast<byte, ulong>(page);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in page[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);
        return BitOperations.Crc32C(crc, (uint)page.Length) ^ uint.MaxValue;
    }
}
