using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli.Importing;

/// <summary>Shows on standard error how an import gets on.</summary>
internal static class ImportDisplay
{
    public static Task<T> RunAsync<T>(Surroundings surroundings, long rows, Func<Action<ImportCounts>, Task<T>> work) =>
        ProgressDisplay.RunAsync(surroundings, "importing", rows,
            report => work(counts => report(counts.Answered, Sentence(counts, rows))));

    private static string Sentence(ImportCounts counts, long rows) =>
        $"{counts.Answered:N0} of {rows:N0} rows" + (counts.Rejected > 0 ? $", {counts.Rejected:N0} rejected" : "");
}
