using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Grpc.Core;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary>
/// Takes keys until the reviewer has enough. Each answer is recorded at once, with how long the item was looked at. What is refused is said, and the
/// item stays on top.
/// </summary>
internal sealed class Sitting(CommandRun run, WorkPile pile)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(1);

    private readonly WorkScreen screen = new(run);

    /// <summary>Items that were signed off.</summary>
    public long SignedOff { get; private set; }

    public async Task RunAsync()
    {
        while (true)
        {
            var item = pile.Current is { } current ? await Try(() => Look(current)) : null;
            screen.Show(pile, item);
            var shown = run.Surroundings.Clock.GetTimestamp();
            var key = await screen.Key();
            if (key is ConsoleKey.Q or ConsoleKey.Escape)
                return;
            await Try(() => Do(key, item, run.Surroundings.Clock.GetElapsedTime(shown)));
        }
    }

    private async Task<bool> Do(ConsoleKey key, GetWorkItemResponse? item, TimeSpan looked)
    {
        switch (key)
        {
            case ConsoleKey.P or ConsoleKey.LeftArrow: pile.Back(); break;
            case ConsoleKey.S: await SignOff(); break;
            case ConsoleKey.N or ConsoleKey.RightArrow: pile.Forward(); break;
            case ConsoleKey.C when item is not null: await Answer(item, ReviewAnswer.Certify, looked); break;
            case ConsoleKey.R when item is not null: await Answer(item, ReviewAnswer.Revoke, looked); break;
            case ConsoleKey.M when item is not null: await Answer(item, ReviewAnswer.Modify, looked); break;
            case ConsoleKey.A when item is not null: await Answer(item, ReviewAnswer.Abstain, looked); break;
            case ConsoleKey.D when item is not null: await Delegate(item.Item); break;
            case ConsoleKey.T when item is not null: await Comment(item.Item); break;
            default: break;
        }
        return true;
    }

    private async Task<GetWorkItemResponse> Look(WorkItem item) =>
        await run.Server.Reviews.GetWorkItemAsync(new() { Campaign = item.Campaign, Item = item.Item }, run.Server.Call);

    private async Task Answer(GetWorkItemResponse item, ReviewAnswer answer, TimeSpan looked)
    {
        var request = new DecideItemRequest
        {
            RequestId = NewRequest(), Campaign = item.Item.Campaign, Item = item.Item.Item, Stage = item.Item.Stage, Answer = answer,
            DwellMs = (long)Math.Min(looked.TotalMilliseconds, LongestLook.TotalMilliseconds), RecommendationShown = true,
        };
        if (answer == ReviewAnswer.Modify)
            request.Until = TimeText.Parse(await screen.Ask("It ends at (such as 2026-12-31)"));
        if (answer == ReviewAnswer.Revoke && item.Through.Count > 0)
        {
            var content = await screen.Confirm("It follows from something else. Is it to be taken out of that, for everybody?");
            request.Removes = content ? Removal.Content : Removal.Grant;
        }
        try
        {
            await run.Server.Reviews.DecideItemAsync(request, run.Server.Call);
        }
        catch (RpcException e) when (Failures.Reason(e) == "JUSTIFICATION_REQUIRED")
        {
            request.Justification = await screen.Ask("Why");
            await run.Server.Reviews.DecideItemAsync(request, run.Server.Call);
        }
        pile.Settle(Words.Of(answer));
    }

    private async Task Delegate(WorkItem item)
    {
        var to = await screen.Ask("To which person (id; nothing to leave it)");
        if (to.Length == 0)
            return;
        var reason = await screen.Ask("Why (may be empty)");
        await run.Server.Reviews.DelegateItemAsync(
            new() { RequestId = NewRequest(), Campaign = item.Campaign, Item = item.Item, To = ResourceName.Person(to), Reason = reason }, run.Server.Call);
        pile.Settle("delegated");
    }

    private async Task Comment(WorkItem item)
    {
        var text = await screen.Ask("Your comment, for everybody who reviews it (nothing to leave it)");
        if (text.Length > 0)
            await run.Server.Reviews.CommentOnItemAsync(
                new() { RequestId = NewRequest(), Campaign = item.Campaign, Item = item.Item, Text = text }, run.Server.Call);
    }

    private async Task SignOff()
    {
        if (!await screen.Confirm("Sign off all answers that you gave? They change no more"))
            return;
        foreach (var campaign in pile.Campaigns)
        {
            var answer = await run.Server.Reviews.SignOffAsync(new() { RequestId = NewRequest(), Campaign = campaign }, run.Server.Call);
            SignedOff += answer.SignedOff;
        }
        screen.Say(string.Create(CultureInfo.InvariantCulture, $"[green]signed off[/] {SignedOff:N0} items"));
    }

    /// <summary>Says what failed instead of ending the sitting; an interruption ends it.</summary>
    private async Task<T?> Try<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (e is RpcException or FormatException or CommandFailed && !run.Cancellation.IsCancellationRequested)
        {
            var failed = e is FormatException ? CommandFailed.Usage(e.Message, "") : Failures.Explain(e);
            screen.Say($"[red]not done:[/] {Printer.Safe(failed.Message)}");
            return default;
        }
    }

    private static string NewRequest() => Guid.NewGuid().ToString("D");
}
