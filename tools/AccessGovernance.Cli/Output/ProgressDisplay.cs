using Spectre.Console;

namespace AccessGovernance.Cli.Output;

/// <summary>Shows on standard error how long work gets on: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <param name="work">Given what to call with the number that is done and a sentence about it.</param>
    public static Task<T> RunAsync<T>(Surroundings surroundings, string title, long total, Func<Action<long, string>, Task<T>> work) =>
        surroundings.ErrorIsTerminal ? WithBar(surroundings, title, total, work) : WithLines(surroundings, work);

    private static Task<T> WithBar<T>(Surroundings surroundings, string title, long total, Func<Action<long, string>, Task<T>> work) =>
        Consoles.Create(surroundings.Error, true).Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask(title, maxValue: Math.Max(1, total));
                return work((done, sentence) => (bar.Value, bar.Description) = (done, sentence));
            });

    private static Task<T> WithLines<T>(Surroundings surroundings, Func<Action<long, string>, Task<T>> work)
    {
        var last = surroundings.Clock.GetTimestamp();
        return work((_, sentence) =>
        {
            if (surroundings.Clock.GetElapsedTime(last) < Interval)
                return;
            last = surroundings.Clock.GetTimestamp();
            surroundings.Error.WriteLine(sentence);
        });
    }
}
