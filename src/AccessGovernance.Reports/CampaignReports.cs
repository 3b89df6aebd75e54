using System.Security.Cryptography;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.EventLog;

namespace AccessGovernance.Reports;

/// <summary>
/// Makes reports of campaigns from the history alone: the same campaign at the same position gives the same rows and the same hash, for ever. Thread-safe.
/// </summary>
public sealed class CampaignReports(IEventLog log)
{
    private bool isWithinScope;
    private int form = ItemColumns.LatestForm;

    /// <summary>Makes them for somebody who sees some applications alone: the same items, and nothing of how much access there is elsewhere.</summary>
    public CampaignReports WithinScope() => new(log) { isWithinScope = true, form = form };

    /// <summary>Makes them with the columns of a form of the items, such as the one that a campaign was closed with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">This program knows no such form.</exception>
    public CampaignReports InForm(int items)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items, ItemColumns.LatestForm);
        return new(log) { isWithinScope = isWithinScope, form = items };
    }

    /// <summary>
    /// The form of the items that a campaign was closed with, which this program need not know. The first closings did not record it, and there were two
    /// by then: the hash says which of them it was, for which the items are read once.
    /// </summary>
    public async Task<int> FormOf(CampaignId campaign, ICampaignClosing closing, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(closing);
        if (closing.KnownForm is { } known)
            return known;
        var made = await InForm(ItemColumns.FirstForm).Write(campaign, closing.Position, default, ReportForm.Csv, Stream.Null, cancellation);
        return made?.Sha256 == closing.ReportSha256 ? ItemColumns.FirstForm : ItemColumns.FormWithAccounts;
    }

    /// <summary>Writes the report of a campaign as it was recorded up to a position.</summary>
    /// <param name="recordedAt">The recording time of the position.</param>
    /// <returns>What was written; null when the campaign's population was not frozen by then.</returns>
    public async Task<ReportMade?> Write(
        CampaignId campaign, long position, Instant recordedAt, ReportForm shape, Stream to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(to);
        var history = new CampaignHistory(log, campaign, position);
        var steps = await history.Steps(cancellation);
        if (steps.Select(s => s.What).OfType<CampaignLaunched>().FirstOrDefault() is not { Population: var population })
            return null;
        var basis = steps.Select(s => s.What).OfType<LaunchBegun>().First().Basis;
        var head = new ReportHead(campaign, position, recordedAt, basis, population, [.. steps]) { IsWithinScope = isWithinScope };
        var figures = new CampaignFigures(recordedAt);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var writer = await ItemWriter.Begin(shape, ItemColumns.InForm(form), to, hash))
        {
            await foreach (var trail in history.Items(population, cancellation))
            {
                figures.Add(trail);
                await writer.Write(trail);
            }
        }
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (shape == ReportForm.Json)
            SummaryJson.Write(to, head, figures, sha256);
        else if (shape == ReportForm.Pdf)
            await to.WriteAsync(SummaryPdf.Of(head, figures, sha256), cancellation);
        return new(head, figures.Items, sha256);
    }
}
