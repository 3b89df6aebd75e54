using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// Sets of the domain, which are bits, as lists of the API: the word with number n is the bit n - 1. Both enumerations are in this order.
/// </summary>
internal static class FlagWords
{
    /// <exception cref="InvalidRequestException">One of them is no word.</exception>
    public static TBits Read<TApi, TBits>(string field, IReadOnlyList<TApi> words)
        where TApi : struct, Enum
        where TBits : struct, Enum
    {
        var bits = 0;
        for (var i = 0; i < words.Count; i++)
            bits |= Bit($"{field}[{i}]", words[i]);
        return (TBits)(object)bits;
    }

    /// <exception cref="InvalidRequestException">It is no word.</exception>
    public static TBits One<TApi, TBits>(string field, TApi word)
        where TApi : struct, Enum
        where TBits : struct, Enum => (TBits)(object)Bit(field, word);

    public static IEnumerable<TApi> Of<TApi, TBits>(TBits bits)
        where TApi : struct, Enum
        where TBits : struct, Enum => Enum.GetValues<TApi>().Where(w => Number(w) > 0 && (((int)(object)bits >> (Number(w) - 1)) & 1) == 1);

    private static int Bit<TApi>(string field, TApi word)
        where TApi : struct, Enum => Number(word) > 0 && Enum.IsDefined(word)
            ? 1 << (Number(word) - 1)
            : throw new InvalidRequestException(field, $"must be one of {string.Join(", ", Enum.GetValues<TApi>().Where(w => Number(w) > 0))}");

    private static int Number<TApi>(TApi word)
        where TApi : struct, Enum => (int)(object)word;
}
