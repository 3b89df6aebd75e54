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

/// <summary>Several kinds of work measured in turns, so that what else the machine does hits all of them alike.</summary>
internal static class Turns
{
    /// <returns>For each kind of work what was measured of it, turn by turn.</returns>
    public static async Task<List<Measured>[]> Run(LoadSettings load, params Work[] works)
    {
        foreach (var work in works)
            await Callers.Run(load.InFlight, TimeSpan.FromSeconds(load.WarmUpSeconds), work);
        var measured = works.Select(_ => new List<Measured>(load.Repetitions)).ToArray();
        for (var turn = 0; turn < load.Repetitions; turn++)
        {
            for (var i = 0; i < works.Length; i++)
                measured[i].Add(await Callers.Run(load.InFlight, TimeSpan.FromSeconds(load.Seconds), works[i]));
        }
        return measured;
    }
}
