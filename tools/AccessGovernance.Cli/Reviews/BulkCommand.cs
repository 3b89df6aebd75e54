using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Campaigns;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Grpc.Core;

namespace AccessGovernance.Cli.Reviews;

/// <summary><c>review bulk</c>: any number of answers in one call, each with a result of its own.</summary>
internal static class BulkCommand
{
    private const int BatchItems = 500;
    private const int MaxInFlight = 4;

    private static readonly Argument<string> FileName = new("FILE") { Description = $"Tab separated, with the header: {DecisionFile.Columns}" };

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "bulk", "Answers many items of a campaign, from a file. What is refused stops no other; run it again for the rest.",
            "agctl review bulk 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 answers.tsv")
            .With(CampaignCommands.Campaign, FileName),
        SendAsync);

    private static async Task<ExitCode> SendAsync(CommandRun run)
    {
        var decisions = DecisionFile.Read(run.Get(FileName));
        var results = await ProgressDisplay.RunAsync(
            run.Surroundings, "answering", decisions.Count, report => ExchangeAsync(run, decisions, done => report(done, Sentence(done, decisions.Count))));
        var refused = results.Where(r => r.Result == ItemResult.Refused).ToList();
        var facts = new JsonObject { ["items"] = results.Count };
        foreach (var group in results.GroupBy(r => r.Result).OrderBy(g => g.Key))
            facts[Words.Of(group.Key)] = group.Count();
        if (refused.Count > 0)
            facts["refusals"] = ItemResults.Cut(refused.ConvertAll(r => $"{r.Item}: {ItemResults.Why(r.Error)}"), run.Print.Format);
        run.Print.Outcome(refused.Count == 0 ? "[green]ok[/]  all answers stand" : $"[yellow]refused: {refused.Count:N0}[/]", facts, []);
        return refused.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<List<DecidedItem>> ExchangeAsync(CommandRun run, IReadOnlyList<ItemDecision> decisions, Action<int> progress)
    {
        var results = new List<DecidedItem>(decisions.Count);
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        using var room = new SemaphoreSlim(MaxInFlight, MaxInFlight);
        using var call = run.Server.Reviews.DecideItems(run.Server.Stream(watch.Token));
        var writing = WriteAsync(call.RequestStream, ResourceName.Campaign(run.Get(CampaignCommands.Campaign)), decisions, room, watch.Token);
        try
        {
            while (await call.ResponseStream.MoveNext(watch.Token))
            {
                var answer = call.ResponseStream.Current;
                if (answer.Error is { } error)
                    throw new CommandFailed(
                        ExitCode.Failed, ItemResults.Why(error), $"{results.Count} answers were taken. Mend what is wrong and run it again.");
                results.AddRange(answer.Items);
                progress(results.Count);
                room.Release();
            }
            return results;
        }
        finally
        {
            await watch.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WriteAsync(
        IClientStreamWriter<DecideItemsRequest> to, string campaign, IReadOnlyList<ItemDecision> decisions, SemaphoreSlim room, CancellationToken watched)
    {
        foreach (var batch in decisions.Chunk(BatchItems))
        {
            await room.WaitAsync(watched);
            await to.WriteAsync(new() { RequestId = Guid.NewGuid().ToString("D"), Campaign = campaign, Decisions = { batch } }, watched);
        }
        await to.CompleteAsync();
    }

    private static string Sentence(int done, int all) => string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {all:N0} items");
}
