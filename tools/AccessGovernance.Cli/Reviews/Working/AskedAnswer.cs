using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Grpc.Core;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary>
/// An answer to one item, with what has to be asked for it: until when, what is removed and whom that hits, why. What is not taken is asked again;
/// nothing is recorded where somebody takes it back.
/// </summary>
internal sealed class AskedAnswer(CommandRun run, WorkScreen screen, GetWorkItemResponse item)
{
    private const int MaxAsked = 3;
    private const int MaxNamed = 10;

    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(1);

    /// <exception cref="CommandFailed">It was taken back.</exception>
    public async Task Give(ReviewAnswer answer, TimeSpan looked)
    {
        var request = new DecideItemRequest
        {
            RequestId = Guid.NewGuid().ToString("D"), Campaign = item.Item.Campaign, Item = item.Item.Item, Stage = item.Item.Stage, Answer = answer,
            DwellMs = (long)Math.Min(looked.TotalMilliseconds, LongestLook.TotalMilliseconds), RecommendationShown = true,
        };
        if (answer == ReviewAnswer.Modify)
            request.Until = TimeText.Parse(await screen.InsistAsync("It ends at (such as 2026-12-31)") ?? throw TakenBack("no end was given"));
        if (answer == ReviewAnswer.Revoke && item.Through.Count > 0)
            request.Removes = await AskWhatGoes();
        for (var asked = 0; !await Taken(request, asked); asked++)
            request.Justification = await screen.InsistAsync("Why") ?? throw TakenBack("nothing was said why");
    }

    private async Task<Removal> AskWhatGoes()
    {
        var through = Named(item.Through, item.Through.Count, true);
        if (item.IfRevoked is { } effect)
        {
            screen.Tell($"Taken from {Printer.Safe(ResourceName.IdOf(item.Item.Identity))} alone, by ending {through}, these go: "
                + $"{Named(effect.Loses, effect.LosesCount, effect.Complete)}.");
            screen.Tell($"Taken out of {through} for everybody, it goes from others too: {Count(effect.OthersCount, effect.Complete)}"
                + (effect.OthersCount == 0 ? "." : $" ({Named(effect.Others.Select(o => o.Identity), effect.OthersCount, true)})."));
        }
        var content = await screen.ConfirmAsync("It follows from something else. Is it to be taken out of that, for everybody?")
            ?? throw TakenBack("nobody said what is to be removed");
        return content ? Removal.Content : Removal.Grant;
    }

    // False where the server asks why, or does not take what was said.
    private async Task<bool> Taken(DecideItemRequest request, int asked)
    {
        try
        {
            await run.Server.Reviews.DecideItemAsync(request, run.Server.Call);
            return true;
        }
        catch (RpcException e) when (asked < MaxAsked && WantsJustification(e))
        {
            screen.Tell($"[yellow]{Printer.Safe(Failures.Explain(e).Message)}[/]");
            return false;
        }
    }

    private static bool WantsJustification(RpcException e) => Failures.Reason(e) == "JUSTIFICATION_REQUIRED" || Failures.Fields(e).Contains("justification");

    private static string Named(IEnumerable<string> names, long count, bool complete) =>
        string.Join(", ", names.Take(MaxNamed).Select(n => Printer.Safe(ResourceName.IdOf(n))))
            + (count > MaxNamed || !complete ? $", … ({Count(count, complete)} in all)" : "");

    private static string Count(long count, bool complete) =>
        string.Create(CultureInfo.InvariantCulture, $"{(complete ? "" : "at least ")}{count:N0}");

    private static CommandFailed TakenBack(string why) => new(ExitCode.Failed, $"{why}; the item stays as it is", "");
}
