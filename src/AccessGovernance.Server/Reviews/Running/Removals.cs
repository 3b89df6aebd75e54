using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>What is to be recorded of a case that was carried out: that it was sent or failed, and what stays or is done already.</summary>
internal readonly record struct CarriedOut(RemediationCommand First, RemediationCommand? Then);

/// <summary>
/// Ends or changes the grants that an item's access follows from, as anybody would: by commands to the identity, which decides. Grants are looked
/// up anew, so that what was granted since the launch goes too, what ended since is left alone, and what was granted after the decision stays.
/// </summary>
internal sealed class Removals(HistoryReader history, CampaignCommands commands)
{
    /// <summary>Times that grants are looked for: a grant of its own hides those that come from elsewhere.</summary>
    private const int MaxRounds = 3;

    public async Task<CarriedOut> CarryOut(CampaignRecord campaign, ItemRecord item)
    {
        // What is to go for everybody is for whoever owns it to take out: a task, and no mass change by itself.
        if (item.Outcome.Removes == Removal.Content)
            return new(new SendRemediation("task/content"), null);
        // What nobody granted nobody here can revoke: a task for the owner of the application.
        if (UnownedLogin.Is(item.Frozen.Identity))
            return new(new SendRemediation("task/account"), null);
        var targets = TargetsOf(item.Frozen);
        return item.Case!.Action == RemediationAction.Modify ? await Modify(campaign, item, targets) : await Revoke(campaign, item, targets);
    }

    /// <summary>What the identity holds itself; where that is not the entitlement, what confers it, which then is no item of its own.</summary>
    public static HashSet<EntitlementId> TargetsOf(FrozenItem item) =>
        item.Origin.Direct ? [item.Entitlement] : [item.Entitlement, .. item.Origin.Through];

    private async Task<CarriedOut> Revoke(CampaignRecord campaign, ItemRecord item, HashSet<EntitlementId> targets)
    {
        Outcome? last = null;
        for (var round = 0; round < MaxRounds; round++)
        {
            var held = await Held(item.Frozen);
            // What was granted after the decision was decided by somebody else: it stays, and the case says so.
            var grants = held.Where(g => targets.Contains(g.Entitlement) && g.RecordedTime <= item.Case!.RequestedAt).ToList();
            if (grants.Count == 0)
                return new(new SendRemediation(ReferenceTo(last)), held is [var other, ..] ? new RetainAccess(other.Entitlement) : null);
            foreach (var grant in grants)
            {
                last = await commands.Execute(item.Frozen.Identity, new RevokeAccess(grant.Grant, grant.Entitlement, commands.Now, Why(campaign, item)),
                    "review-revokes", PartsOf(campaign, item, grant));
                if (last.Refusal is { } refusal)
                    return new(new FailRemediation(refusal.Message), null);
            }
        }
        return new(new FailRemediation($"new grants came up {MaxRounds} times while the access was revoked"), null);
    }

    private async Task<CarriedOut> Modify(CampaignRecord campaign, ItemRecord item, HashSet<EntitlementId> targets)
    {
        Outcome? last = null;
        foreach (var grant in (await Held(item.Frozen)).Where(g => targets.Contains(g.Entitlement)))
        {
            var validity = grant.Validity with { Until = item.Outcome.Until!.Value };
            last = await commands.Execute(item.Frozen.Identity, new CorrectGrant(grant.Grant, grant.Entitlement, validity, Why(campaign, item)),
                "review-modifies", PartsOf(campaign, item, grant));
            if (last.Refusal is { } refusal)
                return new(new FailRemediation(refusal.Message), null);
        }
        return new(new SendRemediation(ReferenceTo(last)), new AcknowledgeRemediation(ReferenceTo(last)));
    }

    // What was done is in the history itself.
    private static string ReferenceTo(Outcome? last) => last is null ? "history/none" : $"history/{last.Position}";

    private async Task<IReadOnlyList<HeldGrant>> Held(FrozenItem item)
    {
        await commands.ReadModelsReached();
        var check = history.CheckAccess(item.Identity, item.Entitlement, Period.Since(commands.Now), history.Latest, explain: true);
        return check?.Holding?.Grants ?? [];
    }

    private static PersonalText Why(CampaignRecord campaign, ItemRecord item) =>
        PersonalText.Plain(RetentionClass.Evidence, $"access review {campaign.Id}, item {item.Number}");

    private static string[] PartsOf(CampaignRecord campaign, ItemRecord item, HeldGrant grant) =>
        [campaign.Id.ToString(), item.Number.ToString(), grant.Grant.ToString(), item.Case!.RequestedAt.ToString(), item.Case.Attempts.ToString()];
}
