namespace AccessGovernance.Cli.Output;

/// <summary>Numbers as a line of small bars, from 0 to the largest; what is not known is a dot.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static string Of(IReadOnlyList<long?> values)
    {
        var most = Math.Max(1, values.Max() ?? 0);
        return string.Concat(values.Select(v => v is { } value ? Bars[(int)(value * (Bars.Length - 1) / most)] : '·'));
    }
}
