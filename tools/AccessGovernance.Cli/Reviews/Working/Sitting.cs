using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Shell;
using Grpc.Core;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary>
/// Takes keys until the reviewer has enough. Each answer is recorded at once, with how long the item was looked at. What is refused is said, and the
/// item stays on top.
/// </summary>
internal sealed class Sitting(CommandRun run, WorkPile pile)
{
    private readonly WorkScreen screen = new(run);

    /// <summary>Items that were signed off.</summary>
    public long SignedOff { get; private set; }

    public async Task RunAsync()
    {
        while (true)
        {
            var item = pile.Current is { } current ? await Try(() => Look(current)) : null;
            await screen.ShowAsync(pile, item);
            var shown = run.Surroundings.Clock.GetTimestamp();
            var key = await screen.KeyAsync();
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
        await new AskedAnswer(run, screen, item).Give(answer, looked);
        pile.Settle(Words.Of(answer));
    }

    private async Task Delegate(WorkItem item)
    {
        if (await screen.AskAsync("To which person (id; Esc or nothing leaves it)") is not { Length: > 0 } to
            || await screen.AskAsync("Why (may be empty; Esc leaves it)") is not { } reason)
            return;
        await run.Server.Reviews.DelegateItemAsync(
            new() { RequestId = NewRequest(), Campaign = item.Campaign, Item = item.Item, To = ResourceName.Person(to), Reason = reason }, run.Server.Call);
        pile.Settle("delegated");
    }

    private async Task Comment(WorkItem item)
    {
        if (await screen.AskAsync("Your comment, for everybody who reviews it (Esc or nothing leaves it)") is { Length: > 0 } text)
            await run.Server.Reviews.CommentOnItemAsync(
                new() { RequestId = NewRequest(), Campaign = item.Campaign, Item = item.Item, Text = text }, run.Server.Call);
    }

    private async Task SignOff()
    {
        if (await screen.ConfirmAsync("Sign off all answers that you gave? They change no more") != true)
            return;
        var refused = 0;
        foreach (var campaign in pile.Campaigns)
        {
            var answer = await run.Server.Reviews.SignOffAsync(new() { RequestId = NewRequest(), Campaign = campaign }, run.Server.Call);
            SignedOff += answer.SignedOff;
            refused += answer.Refused.Count;
        }
        var not = refused == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", [red]refused[/] {refused:N0}");
        screen.Say(string.Create(CultureInfo.InvariantCulture, $"[green]signed off[/] {SignedOff:N0} items{not}"));
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
            await screen.RefuseAsync(e is FormatException ? e.Message : Failures.Explain(e).Message);
            return default;
        }
    }

    private static string NewRequest() => Guid.NewGuid().ToString("D");
}
