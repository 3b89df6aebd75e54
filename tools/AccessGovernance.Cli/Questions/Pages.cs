using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Questions;

/// <summary>One page of an answer.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string NextPageToken, AnswerBasis? Basis);

/// <summary>All pages of an answer, or as many as the limit allowed: then <paramref name="Cut"/> is true.</summary>
internal sealed record AllPages<T>(IReadOnlyList<T> Items, AnswerBasis? Basis, bool Cut);

/// <summary>Walks through the pages of an answer, one after the other.</summary>
internal static class Pages
{
    public const int PageSize = 1_000;

    /// <summary>A server that never ends is wrong; this many pages are ten million rows.</summary>
    private const int MaxPages = 10_000;

    public static int SizeFor(int? limit) => Math.Min(limit ?? PageSize, PageSize);

    public static async Task<AllPages<T>> CollectAsync<T>(Func<string, Task<Page<T>>> fetch, int? limit)
    {
        var items = new List<T>();
        var token = "";
        for (var page = 0; page < MaxPages; page++)
        {
            var fetched = await fetch(token);
            items.AddRange(fetched.Items);
            token = fetched.NextPageToken;
            if (limit is { } most && items.Count >= most && (items.Count > most || token.Length > 0))
                return new(items[..most], fetched.Basis, true);
            if (token.Length == 0)
                return new(items, fetched.Basis, false);
        }
        throw new CommandFailed(ExitCode.Failed, $"the answer has more than {MaxPages} pages", "Narrow the question, or set --limit N.");
    }
}
