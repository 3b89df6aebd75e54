using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports.Tables;

/// <summary>A campaign whose population was frozen, as recorded up to a position.</summary>
/// <param name="Status">As of that position.</param>
internal sealed record LaunchedCampaign(
    CampaignHistory History, IReadOnlyList<CampaignStep> Steps, CampaignStatus Status, LaunchBasis Basis, Population Population)
{
    /// <summary>Where its launch was recorded: campaigns stand in this order.</summary>
    public long BegunAt => Steps[0].Position;

    /// <summary>A cancelled campaign has reviewed nothing, also once it is archived.</summary>
    public bool IsCancelled { get; } = Steps.Any(s => s.What is CampaignCancelled);

    /// <summary>Items that were listed as open when the campaign was signed off.</summary>
    public IReadOnlyList<ItemSet> SignedForAsOpen { get; } = [.. Steps.Select(s => s.What).OfType<ICampaignSignOff>().Select(s => s.Open)];

    /// <summary>When the last event of a kind was recorded; null where none was.</summary>
    public Instant? LastOf<T>()
        where T : class => Steps.LastOrDefault(s => s.What is T)?.At;

    /// <summary>Null where it was not launched by then.</summary>
    public static async Task<LaunchedCampaign?> Read(CampaignHistory history, CancellationToken cancellation)
    {
        var (steps, folded) = (await history.Steps(cancellation), new Campaign());
        foreach (var step in steps)
            folded.Fold(step.What, default);
        return folded is { Basis: { } basis, Population: { } population } ? new(history, steps, folded.Status, basis, population) : null;
    }

    public IAsyncEnumerable<ItemTrail> Items(CancellationToken cancellation) => History.Items(Population, cancellation);
}
