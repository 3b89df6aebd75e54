using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// How many held an entitlement at one instant of the period at least: exactly those that <see cref="WhoHadAccess"/> names, with the same
    /// coverage.
    /// </summary>
    /// <returns>Null when the entitlement is not defined at the read position.</returns>
    public HolderCount? CountHolders(EntitlementId entitlement, Period during, Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (Find(entitlement, reading) is not { } asked)
            return null;
        var view = ViewOf(reading);
        var paths = Holders.PathsTo(view, asked, during);
        var found = reading.KnownBy == KnownBy.Ever
            ? new EverHolders(index, asked, during, reading.ReadPosition).Find()
            : Holders.Find(view, asked, paths);
        var tally = new HolderTally(view);
        foreach (var holder in found)
        {
            cancellation.ThrowIfCancellationRequested();
            tally.Add(holder);
        }
        return tally.Count(new AnswerBasis(reading, CoverageFinding.Of(view, paths.Nodes, during.From, reading)));
    }
}
