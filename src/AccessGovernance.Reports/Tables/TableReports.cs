using System.Collections.Frozen;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Reports.Tables;

/// <summary>
/// Makes tables about campaigns from the history alone: the same question at the same position gives the same bytes and the same hash, for ever.
/// Thread-safe.
/// </summary>
public sealed class TableReports(IEventLog log)
{
    private static readonly FrozenSet<string> AllButMarks = EventCatalogue.All
        .Where(e => e.Event != typeof(IdentityRegistered) && e.Event != typeof(IdentityMarkedSynthetic)).Select(e => e.Name).ToFrozenSet();

    /// <returns>Null when the campaign's population was not frozen by then; so of the others.</returns>
    public async Task<TableMade?> ByApplication(CampaignId campaign, TableTarget target, CancellationToken cancellation) =>
        await Launched(campaign, target, cancellation) is { } launched ? await ApplicationTable.Write(launched, target, cancellation) : null;

    public async Task<TableMade?> ByReviewer(CampaignId campaign, TableTarget target, CancellationToken cancellation) =>
        await Launched(campaign, target, cancellation) is { } launched ? await ReviewerTable.Write(launched, target, cancellation) : null;

    public async Task<TableMade?> OpenRemediation(CampaignId campaign, TableTarget target, CancellationToken cancellation) =>
        await Launched(campaign, target, cancellation) is { } launched
            ? await OpenCaseTable.Write($"campaign {campaign}", [launched], target, cancellation)
            : null;

    /// <param name="campaigns">Those that were not launched by then are left out.</param>
    public async Task<TableMade> OpenRemediation(IEnumerable<CampaignId> campaigns, string about, TableTarget target, CancellationToken cancellation) =>
        await OpenCaseTable.Write(about, await Launched(campaigns, target, cancellation), target, cancellation);

    /// <param name="campaigns">Of the definition; those that were not launched by then are left out.</param>
    public async Task<TableMade> Trend(DefinitionId definition, IEnumerable<CampaignId> campaigns, TableTarget target, CancellationToken cancellation) =>
        await TrendTable.Write(definition, await Launched(campaigns, target, cancellation), target, cancellation);

    /// <param name="campaigns">All that there are: whether access was reviewed does not depend on who asks.</param>
    /// <param name="held">What is held at the instant asked about, in a fixed order; without identities that are marked as synthetic.</param>
    public async Task<TableMade> Coverage(
        CoverageAsked asked, IEnumerable<CampaignId> campaigns, IEnumerable<HeldRow> held, TableTarget target, CancellationToken cancellation)
    {
        var reviewed = await ReviewedAccess.Read(await Launched(campaigns, target, cancellation), asked.ValidAt, cancellation);
        return await CoverageTable.Write(asked, held, reviewed, target, cancellation);
    }

    /// <summary>Identities that were marked as synthetic by a position: no part of any population. Reads all registrations.</summary>
    public async Task<IReadOnlySet<IdentityId>> Synthetic(long position, CancellationToken cancellation)
    {
        var synthetic = new HashSet<IdentityId>();
        await foreach (var page in log.ReadAllBut(AllButMarks, 0, cancellation))
        {
            foreach (var recorded in page.Events.TakeWhile(e => e.Position <= position))
            {
                if (StreamNames.IdentityOf(recorded.Stream) is not { } identity)
                    continue;
                if (EventCodec.Decode(recorded) is IdentityRegistered { Synthetic: true } or IdentityMarkedSynthetic { Synthetic: true })
                    synthetic.Add(identity);
                else
                    synthetic.Remove(identity);
            }
            if (page.Reached >= position)
                break;
        }
        return synthetic;
    }

    private Task<LaunchedCampaign?> Launched(CampaignId campaign, TableTarget target, CancellationToken cancellation) =>
        LaunchedCampaign.Read(new(log, campaign, target.Position), cancellation);

    private async Task<IReadOnlyList<LaunchedCampaign>> Launched(IEnumerable<CampaignId> campaigns, TableTarget target, CancellationToken cancellation)
    {
        var launched = new List<LaunchedCampaign>();
        foreach (var id in campaigns)
        {
            if (await Launched(id, target, cancellation) is { } campaign)
                launched.Add(campaign);
        }
        return [.. launched.OrderBy(c => c.BegunAt)];
    }
}
