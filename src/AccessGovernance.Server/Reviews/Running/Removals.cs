using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Ends or changes the grants that an item's access follows from, as anybody would: by commands to the identity, which decides. Grants are looked
/// up anew, so that what was granted since the launch goes too, what ended since is left alone, and what was granted after the decision stays.
/// </summary>
internal sealed class Removals(HistoryReader history, CampaignCommands commands)
{
    private const string Revokes = "review-revokes";
    private const string Modifies = "review-modifies";

    /// <returns>What is to be recorded of the case; null where there was nothing to do and nobody to send it to.</returns>
    public async Task<RemediationCommand?> CarryOut(CampaignRecord campaign, ItemRecord item)
    {
        // What is to go for everybody is for whoever owns it to take out: a task, and no mass change by itself.
        if (item.Outcome.Removes == Removal.Content)
            return new SendRemediation("task/content");
        // What nobody granted nobody here can revoke: a task for the owner of the application, who is told again if it comes back.
        if (UnownedLogin.Is(item.Frozen.Identity))
            return item.Case!.State == CaseState.Reappeared ? null : new SendRemediation("task/account");
        var targets = TargetsOf(item.Frozen);
        return item.Case!.Action == RemediationAction.Modify ? await Modify(campaign, item, targets) : await Revoke(campaign, item, targets);
    }

    /// <summary>What the identity holds itself; where that is not the entitlement, what confers it, which then is no item of its own.</summary>
    public static HashSet<EntitlementId> TargetsOf(FrozenItem item) =>
        item.Origin.Direct ? [item.Entitlement] : [item.Entitlement, .. item.Origin.Through];

    private async Task<RemediationCommand?> Revoke(CampaignRecord campaign, ItemRecord item, HashSet<EntitlementId> targets)
    {
        long? last = null;
        // What was granted after the decision was decided by somebody else: it stays, and the case says so.
        foreach (var grant in (await Held(item.Frozen, targets)).Where(g => g.RecordedTime <= item.Case!.RequestedAt))
        {
            var command = new RevokeAccess(grant.Grant, grant.Entitlement, commands.Now, Why(campaign, item));
            var outcome = await commands.Execute(item.Frozen.Identity, command, Revokes, PartsOf(campaign, item, grant.Grant));
            if (outcome.Refusal is { } refusal)
                return Failed(refusal, last);
            last = outcome.Position;
        }
        var remaining = await Remaining(item.Frozen);
        // What stayed by another path is looked at again, and goes on once that is gone.
        if (last is null && item.Case!.State == CaseState.Retained && remaining is [var still, ..])
            return remaining.Any(g => g.Entitlement == item.Case.Through) ? null : new RetainAccess(still.Entitlement);
        last ??= await DoneBefore(campaign, item, targets, Revokes);
        // Nothing of ours gives what came back: nothing was sent to anybody, and whoever can take it away is told.
        if (last is null && remaining is [] && item.Case!.State == CaseState.Reappeared)
            return null;
        return remaining is [var other, ..] ? new SendAndRetain(ReferenceTo(last), other.Entitlement) : new SendRemediation(ReferenceTo(last));
    }

    private async Task<RemediationCommand?> Modify(CampaignRecord campaign, ItemRecord item, HashSet<EntitlementId> targets)
    {
        var held = await Held(item.Frozen, targets);
        var found = held.Select(g => new FoundGrant(g.Grant, g.Entitlement, g.Validity, g.Cause.Kind, g.RecordedTime)).ToList();
        var change = NewEnd.Of(found, item.Outcome.Until!.Value, item.Case!.RequestedAt, commands.Now);
        long? last = null;
        foreach (var grant in change.Ended)
        {
            var command = new RevokeAccess(grant.Grant, grant.Entitlement, change.End, Why(campaign, item));
            var outcome = await commands.Execute(item.Frozen.Identity, command, Modifies, PartsOf(campaign, item, grant.Grant));
            if (outcome.Refusal is { } refusal)
                return Failed(refusal, last);
            last = outcome.Position;
        }
        if (change.Prolonged is { } longer)
        {
            var command = new CorrectGrant(longer.Grant, longer.Entitlement, longer.Validity with { Until = change.End }, Why(campaign, item));
            var outcome = await commands.ExecuteAdmitted(item.Frozen.Identity, command, Modifies, PartsOf(campaign, item, longer.Grant));
            if (outcome.Refusal is { } refusal)
                return Failed(refusal, last);
            last = outcome.Position;
        }
        var reference = ReferenceTo(last ?? await DoneBefore(campaign, item, targets, Modifies));
        return new SendAndAcknowledge(reference);
    }

    // What was done before it failed is done.
    private static FailRemediation Failed(Refusal refusal, long? last) =>
        new(last is null ? refusal.Message : $"{refusal.Message}; done before that: {ReferenceTo(last)}");

    // What was done is in the history itself.
    private static string ReferenceTo(long? last) => last is null ? "history/none" : $"history/{last}";

    // Interrupted between the grants and the case, it finds nothing to end: what it had done is recognised by the requests it was done with.
    private async Task<long?> DoneBefore(CampaignRecord campaign, ItemRecord item, HashSet<EntitlementId> targets, string purpose)
    {
        long? last = null;
        foreach (var grant in history.GrantsOf(item.Frozen.Identity, targets, Period.Always, history.Latest))
        {
            if (await commands.IsRecordedAt(grant.RecordedAt, item.Frozen.Identity, purpose, PartsOf(campaign, item, grant.Grant)))
                last = Math.Max(last ?? 0, grant.RecordedAt);
        }
        return last;
    }

    private async Task<IReadOnlyList<HeldGrant>> Held(FrozenItem item, HashSet<EntitlementId> targets)
    {
        await commands.ReadModelsReached();
        return history.GrantsOf(item.Identity, targets, Period.Since(commands.Now), history.Latest);
    }

    private async Task<IReadOnlyList<HeldGrant>> Remaining(FrozenItem item)
    {
        await commands.ReadModelsReached();
        var check = history.CheckAccess(item.Identity, item.Entitlement, Period.Since(commands.Now), history.Latest, explain: true);
        return check?.Holding?.Grants ?? [];
    }

    private static PersonalText Why(CampaignRecord campaign, ItemRecord item) =>
        PersonalText.Plain(RetentionClass.Evidence, $"access review {campaign.Id}, item {item.Number}");

    private static string[] PartsOf(CampaignRecord campaign, ItemRecord item, GrantId grant) =>
        [campaign.Id.ToString(), item.Number.ToString(), grant.ToString(), item.Case!.RequestedAt.ToString(), item.Case.Attempts.ToString()];
}
