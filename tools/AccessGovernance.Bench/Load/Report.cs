using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessGovernance.Bench.Hosts;

namespace AccessGovernance.Bench.Load;

/// <summary>
/// What a bench found: printed as a table for people, then as one flat JSON object on the last line. Keys are stable: a figure's own key
/// is its median, beside it stand its minimum and maximum.
/// </summary>
internal sealed class Report(string bench)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Key, object Value)> values = [("bench", bench)];
    private readonly List<(string Name, string Min, string Median, string Max, string Aim)> rows = [];
    private readonly List<(string Name, string Mean, string Median, string P99, string Aim)> latencies = [];

    public void Condition(string key, object value) => values.Add((key, value));

    /// <param name="aim">What the product promises of it, or nothing.</param>
    public void Figure(string key, Figures figures, string aim)
    {
        rows.Add((key, Text(figures.Min), Text(figures.Median), Text(figures.Max), aim));
        values.Add((key, Rounded(figures.Median)));
        values.Add((key + "_min", Rounded(figures.Min)));
        values.Add((key + "_max", Rounded(figures.Max)));
    }

    /// <summary>A figure that was measured once.</summary>
    public void Single(string key, double value, string aim)
    {
        rows.Add((key, "", Text(value), "", aim));
        values.Add((key, Rounded(value)));
    }

    /// <summary>Mean, median and 99th percentile in microseconds, each under its own key.</summary>
    public void Latency(string key, Latencies measured)
    {
        latencies.Add((key, Text(measured.Mean), Text(measured.Median), Text(measured.P99), $"{measured.Calls:#,0} calls"));
        values.Add((key + "_mean_us", Rounded(measured.Mean)));
        values.Add((key + "_p50_us", Rounded(measured.Median)));
        values.Add((key + "_p99_us", Rounded(measured.P99)));
    }

    public async Task Print(TextWriter output)
    {
        await Machine();
        Row(output, "", "min", "median", "max", "aim");
        foreach (var (name, min, median, max, aim) in rows)
            Row(output, name, min, median, max, aim);
        if (latencies.Count > 0)
            Row(output, "\n  microseconds", "mean", "median", "p99", "");
        foreach (var (name, mean, median, p99, calls) in latencies)
            Row(output, name, mean, median, p99, calls);
        await output.WriteLineAsync();
        var shown = rows.Select(r => r.Name).Concat(latencies.Select(l => l.Name)).ToList();
        foreach (var (key, value) in values.Where(v => !shown.Exists(name => v.Key.StartsWith(name, StringComparison.Ordinal))))
            await output.WriteLineAsync($"  {key}: {Convert.ToString(value, CultureInfo.InvariantCulture)}");
        await output.WriteLineAsync();
        await output.WriteLineAsync(JsonSerializer.Serialize(values.ToDictionary(v => v.Key, v => v.Value), Plain));
    }

    private async Task Machine()
    {
        Condition("cores", Environment.ProcessorCount);
        Condition("dotnet", RuntimeInformation.FrameworkDescription);
        Condition("os", RuntimeInformation.OSDescription);
        Condition("load_average_1m", await LoadAverage());
        Condition("temp_directory", Path.GetTempPath());
        Condition("commit", await Repository.Commit());
    }

    private static async Task<string> LoadAverage() =>
        File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0] : "unknown";

    private static double Rounded(double value) => Math.Abs(value) < 100 ? Math.Round(value, 3) : Math.Round(value);

    private static string Text(double value) => Rounded(value).ToString("#,0.###", CultureInfo.InvariantCulture);

    private static void Row(TextWriter output, string name, string min, string median, string max, string aim) =>
        output.WriteLine($"  {name,-40}{min,14}{median,14}{max,14}  {aim}");
}
