namespace AccessGovernance.Bench.Load;

/// <summary>How load is made, and against which server.</summary>
/// <param name="ServerDirectory">Where the server's assembly lies.</param>
/// <param name="Repetitions">Measurements of each thing; the median counts.</param>
/// <param name="Seconds">Length of each measurement.</param>
/// <param name="WarmUpSeconds">How long each load runs before it is measured.</param>
internal sealed record LoadSettings(string ServerDirectory, int InFlight, int Repetitions, double Seconds, double WarmUpSeconds)
{
    public void AddTo(Report report)
    {
        report.Condition("in_flight", InFlight);
        report.Condition("repetitions", Repetitions);
        report.Condition("seconds_each", Seconds);
    }
}

/// <summary>Two loads measured in turns, so that what else the machine does hits both alike.</summary>
internal sealed record Pairs(Figures Measured, Figures Floor, Figures Ratio)
{
    public static async Task<Pairs> Run(LoadSettings load, Func<int, long, Task> measured, Func<int, long, Task> floor)
    {
        var warmUp = TimeSpan.FromSeconds(load.WarmUpSeconds);
        foreach (var call in (Func<int, long, Task>[])[measured, floor])
            await Callers.Run(load.InFlight, warmUp, call);
        var each = TimeSpan.FromSeconds(load.Seconds);
        List<double> rates = [], floors = [], ratios = [];
        for (var pair = 0; pair < load.Repetitions; pair++)
        {
            floors.Add(await Callers.Run(load.InFlight, each, floor));
            rates.Add(await Callers.Run(load.InFlight, each, measured));
            ratios.Add(rates[^1] / floors[^1]);
        }
        return new(Figures.Of(rates), Figures.Of(floors), Figures.Of(ratios));
    }
}
