using System.Globalization;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>What /metrics said at one moment, in Prometheus' text form.</summary>
public sealed record Scrape(string Text)
{
    public static async Task<Scrape> Of(ServerProcess server)
    {
        var (status, body) = await server.Get("/metrics");
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        return new(body);
    }

    /// <summary>The sum of the series of a name that have these labels; 0 while there are none.</summary>
    public double Value(string name, params (string Name, string Value)[] labels) => Text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
        .Where(line => Array.TrueForAll(labels, l => line.Contains($"{l.Name}=\"{l.Value}\"", StringComparison.Ordinal)))
        .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}
