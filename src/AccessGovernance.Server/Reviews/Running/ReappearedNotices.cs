using System.Collections.Concurrent;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Tells the owner of an application, else of the campaign, of access that was proven absent there and came back without a grant that could be ended: once
/// for each report that found some.
/// </summary>
internal sealed class ReappearedNotices(ReviewReader reviews, DirectoryReader directory, MessageQueue queue, CampaignCommands commands)
{
    /// <summary>Between two looks while as many cases stand open as before: one may have come back as another was proven absent.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<CampaignId, (int Cases, Instant Again)> looked = [];

    /// <summary>Once what is carried out by itself was tried.</summary>
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        var cases = campaign.Counts.Cases.GetValueOrDefault(CaseState.Reappeared);
        if (cases == 0)
        {
            looked.TryRemove(campaign.Id, out _);
            return false;
        }
        if (looked.TryGetValue(campaign.Id, out var before) && before.Cases == cases && commands.Now < before.Again)
            return false;
        await commands.ReadModelsReached();
        var told = await queue.Add(campaign.Id, Drafts(campaign));
        looked[campaign.Id] = (cases, commands.Now.Plus(Pause));
        return told;
    }

    private List<MessageDraft> Drafts(CampaignRecord campaign)
    {
        var found = new SortedDictionary<(string Application, long ObservedAt), (int Cases, Instant Due)>();
        for (var number = 0; number < ReviewPartId.CountFor(campaign.Population!.Items); number++)
        {
            foreach (var item in reviews.Part(new(campaign.Id, number)))
            {
                if (item.Case is not { State: CaseState.Reappeared, ObservedAt: { } at } back)
                    continue;
                var before = found.GetValueOrDefault((item.Frozen.Application.Value, at.Milliseconds));
                found[(item.Frozen.Application.Value, at.Milliseconds)] = (before.Cases + 1, Instant.Max(before.Due, back.DueAt));
            }
        }
        return [.. found.Select(f => Draft(campaign, new(f.Key.Application), new(f.Key.ObservedAt), f.Value.Cases, f.Value.Due))];
    }

    private MessageDraft Draft(CampaignRecord campaign, AppId application, Instant observedAt, int cases, Instant due)
    {
        var to = directory.Application(application)?.Owner ?? campaign.Basis.Settings.Owner;
        return new(DerivedIds.Message(campaign.Id, to, "reappeared", application.Value, $"{observedAt}"), MessageKind.Remediation, campaign.Stage, to,
            new(cases, 0, due, application));
    }
}
