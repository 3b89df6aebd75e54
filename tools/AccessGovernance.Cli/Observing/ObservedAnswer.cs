using System.Text.Json.Nodes;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Grpc.Core;

namespace AccessGovernance.Cli.Observing;

/// <summary>Answers about observed access, page by page up to the limit that was typed, and how far they reach.</summary>
internal static class ObservedAnswer
{
    /// <param name="ask">Asks for the page after a token.</param>
    /// <param name="read">What a response has of the answer.</param>
    public static Task<AllPages<TRow>> CollectAsync<TResponse, TRow>(
        CommandRun run, Func<string, AsyncUnaryCall<TResponse>> ask, Func<TResponse, Page<TRow>> read) =>
        Questions.Pages.CollectAsync(async token => read(await ask(token)), run.Get(QuestionOptions.RowLimit));

    /// <param name="about">What JSON says beside the rows, first.</param>
    /// <param name="notes">For people, beside how far the answer reaches.</param>
    public static void Print<TRow>(
        CommandRun run, Listing listing, AllPages<TRow> answer, IEnumerable<KeyValuePair<string, JsonNode?>> about, params string[] notes) =>
        run.Print.List(listing with
        {
            About = new JsonObject([.. about, new("complete", !answer.Cut), new("basis", BasisView.Json(answer.Basis))]),
            Notes = [.. notes, BasisView.Limit(answer.Cut, listing.Rows.Count), .. BasisView.Notes(answer.Basis)],
        });
}
