using AccessGovernance.Cli.Output;
using Spectre.Console;

namespace AccessGovernance.Cli.Importing;

/// <summary>Shows on standard error how an import gets on: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class ImportDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public static Task<T> RunAsync<T>(Surroundings surroundings, long rows, Func<Action<ImportCounts>, Task<T>> work) =>
        surroundings.ErrorIsTerminal ? WithBar(surroundings, rows, work) : WithLines(surroundings, rows, work);

    private static Task<T> WithBar<T>(Surroundings surroundings, long rows, Func<Action<ImportCounts>, Task<T>> work) =>
        Consoles.Create(surroundings.Error, true).Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("importing", maxValue: rows);
                return work(counts =>
                {
                    bar.Value = counts.Answered;
                    bar.Description = Sentence(counts, rows);
                });
            });

    private static Task<T> WithLines<T>(Surroundings surroundings, long rows, Func<Action<ImportCounts>, Task<T>> work)
    {
        var last = surroundings.Clock.GetTimestamp();
        return work(counts =>
        {
            if (surroundings.Clock.GetElapsedTime(last) < Interval)
                return;
            last = surroundings.Clock.GetTimestamp();
            surroundings.Error.WriteLine(Sentence(counts, rows));
        });
    }

    private static string Sentence(ImportCounts counts, long rows) =>
        $"{counts.Answered:N0} of {rows:N0} rows" + (counts.Rejected > 0 ? $", {counts.Rejected:N0} rejected" : "");
}
