using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Tells the owner of each application which cases wait for them, where it is fulfilled by hand or they are of accounts of nobody known, and what is
/// overdue; the owner of the campaign where an application has none, and where cases failed so often that they are not tried any more.
/// </summary>
internal sealed class RemediationNotices(ReviewReader reviews, DirectoryReader directory, MessageQueue queue, CampaignCommands commands)
{
    // As Notices; with the time at which the open cases of a campaign are overdue, forever where there are none.
    private readonly ConcurrentDictionary<(CampaignId Campaign, MessageKind Kind), Instant> taken = [];

    /// <summary>Between two looks for what is given up, while nothing else tells that something may be.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // How many cases had failed or come back when they were looked at, and when they are again.
    private readonly ConcurrentDictionary<CampaignId, (long Cases, Instant Again)> looked = [];

    /// <summary>When cases become overdue; null when none will.</summary>
    public Instant? NextDue(CampaignRecord campaign) =>
        taken.TryGetValue((campaign.Id, MessageKind.Remediation), out var due) && !due.IsForever && due > commands.Now ? due : null;

    /// <summary>Once every case of the campaign is opened.</summary>
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        if (!taken.ContainsKey((campaign.Id, MessageKind.Remediation)) && await Begun(campaign))
            return true;
        if (await GivenUp(campaign))
            return true;
        var due = taken[(campaign.Id, MessageKind.Remediation)];
        if (commands.Now < due || taken.ContainsKey((campaign.Id, MessageKind.Overdue)))
            return false;
        var overdue = Tally(campaign, (i, now) => i.Case!.IsOverdue(now));
        var told = await queue.Add(campaign.Id, overdue.Select(t => Draft(campaign, MessageKind.Overdue, t.Key, t.Value)));
        taken[(campaign.Id, MessageKind.Overdue)] = due;
        return told;
    }

    // Once for each application: what comes on top of that is told as overdue.
    private async Task<bool> GivenUp(CampaignRecord campaign)
    {
        var stuck = campaign.Counts.Cases.GetValueOrDefault(CaseState.Failed) + campaign.Counts.Cases.GetValueOrDefault(CaseState.Reappeared);
        if (stuck == 0 || (looked.TryGetValue(campaign.Id, out var before) && before.Cases == stuck && commands.Now < before.Again))
            return false;
        var owner = campaign.Basis.Settings.Owner;
        var givenUp = Tally(campaign, (i, _) => i.Case!.IsGivenUp);
        var told = await queue.Add(campaign.Id, givenUp.Select(t => new MessageDraft(
            DerivedIds.Message(campaign.Id, owner, "given-up", t.Key.Value), MessageKind.Remediation, campaign.Stage, owner,
            new(t.Value.Cases, 0, t.Value.Due, t.Key))));
        looked[campaign.Id] = (stuck, givenUp.Values.Sum(t => t.Cases) == stuck ? Instant.Forever : commands.Now.Plus(Pause));
        return told;
    }

    private async Task<bool> Begun(CampaignRecord campaign)
    {
        await commands.ReadModelsReached();
        var open = Tally(campaign, (i, now) => !i.Case!.IsEnded(now));
        var isByHand = open.Keys.ToDictionary(a => a, a => directory.Application(a) is null or { Fulfilment: Fulfilment.Manual });
        var byHand = Tally(campaign, (i, now) =>
            !i.Case!.IsEnded(now) && (UnownedLogin.Is(i.Frozen.Identity) || isByHand.GetValueOrDefault(i.Frozen.Application)));
        var told = await queue.Add(campaign.Id, byHand.Select(t => Draft(campaign, MessageKind.Remediation, t.Key, t.Value)));
        taken[(campaign.Id, MessageKind.Remediation)] = open.Count == 0 ? Instant.Forever : open.Values.Max(t => t.Due);
        return told;
    }

    private SortedDictionary<AppId, CaseTally> Tally(CampaignRecord campaign, Func<ItemRecord, Instant, bool> counts)
    {
        var (tally, now) = (new Dictionary<AppId, CaseTally>(), commands.Now);
        for (var number = 0; number < ReviewPartId.CountFor(campaign.Population!.Items); number++)
        {
            foreach (var item in reviews.Part(new(campaign.Id, number)))
            {
                if (item.Case is not { } found || !counts(item, now))
                    continue;
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(tally, item.Frozen.Application, out _);
                known = new(known.Cases + 1, Instant.Max(known.Due, found.DueAt));
            }
        }
        return new(tally, Comparer<AppId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value)));
    }

    private MessageDraft Draft(CampaignRecord campaign, MessageKind kind, AppId application, CaseTally tally)
    {
        var to = directory.Application(application)?.Owner ?? campaign.Basis.Settings.Owner;
        return new(DerivedIds.Message(campaign.Id, to, $"{kind}", application.Value), kind, campaign.Stage, to, new(tally.Cases, 0, tally.Due, application));
    }

    private readonly record struct CaseTally(long Cases, Instant Due);
}
