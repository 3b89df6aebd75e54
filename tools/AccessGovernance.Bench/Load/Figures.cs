namespace AccessGovernance.Bench.Load;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed record Figures(double Min, double Median, double Max)
{
    public static Figures Of(IEnumerable<double> measured)
    {
        double[] sorted = [.. measured.Order()];
        var middle = sorted.Length / 2;
        return new(sorted[0], sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[^1]);
    }
}
