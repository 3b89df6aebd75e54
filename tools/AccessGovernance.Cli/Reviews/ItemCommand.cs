using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Campaigns;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Reviews;

/// <summary><c>review show</c>: one item with all that helps to decide.</summary>
internal static class ItemCommand
{
    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "show", "One item with its context: since when, why, through what, advice, who reviews it, what was said.",
            "agctl review show 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 17")
            .With(CampaignCommands.Campaign, ReviewCommands.Item, Inputs.AtLeast),
        ShowAsync);

    private static async Task<ExitCode> ShowAsync(CommandRun run)
    {
        var request = new GetWorkItemRequest
        {
            Campaign = ResourceName.Campaign(run.Get(CampaignCommands.Campaign)), Item = run.Get(ReviewCommands.Item), AtLeast = run.Text(Inputs.AtLeast),
        };
        var answer = await run.Server.Reviews.GetWorkItemAsync(request, run.Server.Call);
        run.Print.Outcome(Headline(answer), Facts(answer), []);
        return ExitCode.Ok;
    }

    public static string Headline(GetWorkItemResponse answer) => $"[bold]{Printer.Safe(HolderOf(answer.Item))}[/] holds "
        + $"[bold]{Printer.Safe(ResourceName.IdOf(answer.Item.Entitlement))}[/]";

    private static string HolderOf(WorkItem item) => item.Account.Length == 0 ? ResourceName.IdOf(item.Identity)
        : $"Account {(item.Login.Length > 0 ? item.Login : item.Account)} of nobody known";

    /// <summary>All that helps to decide, by name.</summary>
    public static JsonObject Facts(GetWorkItemResponse answer)
    {
        var facts = WorkListCommand.Row(answer.Item);
        facts["held_itself"] = answer.Direct;
        facts["through"] = Ids(answer.Through);
        facts["ends_at"] = TimeText.Show(answer.Until);
        facts["cause"] = answer.Cause is { } cause ? $"{Words.Of(cause.Kind)} {cause.Reference}".TrimEnd() : "";
        facts["implied"] = Ids(answer.Implied);
        if (answer.Item.Advice is { } advice)
        {
            facts["peers"] = advice.Peers == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{advice.PeersHolding} of {advice.Peers} hold it");
            facts["last_used"] = TimeText.Show(advice.LastUsed);
        }
        facts["reviewers"] = new JsonArray([.. answer.Reviewers.Select(r => (JsonNode)Of(r))]);
        foreach (var earlier in answer.Earlier)
            facts[$"stage_{earlier.Stage}"] = $"{Words.Of(earlier.Result)} {string.Join("; ", earlier.Reviewers.Select(Of))}".TrimEnd();
        facts["remarks"] = new JsonArray([.. answer.Remarks.Select(r =>
            (JsonNode)$"{TimeText.Show(r.At)} {ResourceName.IdOf(r.Person)} {Words.Of(r.Answer)}: {(r.Text.Length == 0 ? "(forgotten)" : r.Text)}")]);
        facts["earlier_reviews"] = new JsonArray([.. answer.EarlierReviews.Select(e => (JsonNode)Of(e))]);
        foreach (var (key, value) in Radius(answer))
            facts[key] = value?.DeepClone();
        return facts;
    }

    /// <summary>What a revocation would take away now, by name; nothing once the item is decided.</summary>
    public static JsonObject Radius(GetWorkItemResponse answer)
    {
        var facts = new JsonObject();
        if (answer.IfRevoked is not { } effect)
            return facts;
        var least = effect.Complete ? "" : "at least ";
        facts["if_revoked_loses"] = Ids(effect.Loses);
        facts["if_revoked_loses_count"] = string.Create(CultureInfo.InvariantCulture, $"{least}{effect.LosesCount}");
        facts["if_revoked_retained_through"] = Ids(effect.RetainedThrough);
        facts["if_content_goes_others"] = new JsonArray([.. effect.Others.Select(o =>
            (JsonNode)$"{ResourceName.IdOf(o.Identity)} {o.Name}".TrimEnd())]);
        facts["if_content_goes_others_count"] = string.Create(CultureInfo.InvariantCulture, $"{least}{effect.OthersCount}");
        return facts;
    }

    private static string Of(EarlierReview earlier) =>
        $"{TimeText.Show(earlier.EndedAt)} {Words.Of(earlier.Outcome)}{(earlier.BySilence ? " by silence" : "")} in {earlier.CampaignName} "
        + $"({ResourceName.IdOf(earlier.Campaign)}){(earlier.Reviewers.Count == 0 ? "" : ": " + string.Join("; ", earlier.Reviewers.Select(Of)))}";

    private static string Of(ReviewerPlace place) =>
        $"{ResourceName.IdOf(place.Person)} ({string.Join(", ", place.Kinds.Select(k => Words.Of(k)))}){(place.Own ? ", you" : "")}"
        + (place.Answer == ReviewAnswer.Unspecified ? "" : $": {Words.Of(place.Answer)}{(place.SignedOff ? ", signed off" : "")}")
        + (place.Before.Count == 0 ? "" : $", before: {string.Join(", ", place.Before.Select(b => ResourceName.IdOf(b.Person)))}");

    private static JsonArray Ids(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode)ResourceName.IdOf(n))]);
}
