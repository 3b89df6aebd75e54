namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Seconds of a span of 136 years as 32 bits, in the order of time, for columns that are scanned. What lies outside is drawn to the
/// nearest end; two times of one tick need their exact milliseconds to be told apart.
/// </summary>
internal static class Tick
{
    /// <summary>Of an end: before every instant.</summary>
    public const int Never = int.MinValue;

    /// <summary>Of an end: after every instant.</summary>
    public const int Forever = int.MaxValue;

    /// <summary>1950-01-01: people's history begins about here, and planned ends fit.</summary>
    private const long Base = -631_152_000_000;
    private const long First = Base + 1_000;
    private const long Last = Base + ((uint.MaxValue - 1L) * 1_000) + 999;

    public static int Of(long milliseconds) => milliseconds switch
    {
        long.MaxValue => Forever,
        <= First => int.MinValue + 1,
        >= Last => int.MaxValue - 1,
        _ => (int)(((milliseconds - Base) / 1_000) + int.MinValue),
    };

    /// <summary>Whether a tick and a remainder say the time exactly.</summary>
    public static bool IsExact(long milliseconds) => milliseconds is long.MaxValue or (>= First and <= Last);

    /// <summary>Milliseconds within the second, for a time that is exact.</summary>
    public static int RemainderOf(long milliseconds) => milliseconds == long.MaxValue ? 0 : (int)((milliseconds - Base) % 1_000);

    public static long ToMilliseconds(int tick, int remainder) =>
        tick == Forever ? long.MaxValue : Base + (((long)tick - int.MinValue) * 1_000) + remainder;
}
