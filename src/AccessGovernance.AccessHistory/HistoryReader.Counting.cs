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
        cancellation.ThrowIfCancellationRequested();
        var view = ViewOf(reading);
        var paths = Holders.PathsTo(view, asked, during);
        var tally = new HolderTally(view);
        if (reading.KnownBy == KnownBy.Ever)
            Count(new EverHolders(index, asked, during, reading.ReadPosition).Find(), tally, cancellation);
        else if (during == Period.At(during.From))
            CountAt(view, paths, during, tally);
        else
            Count(Holders.Find(view, asked, paths), tally, cancellation);
        return tally.Count(new AnswerBasis(reading, CoverageFinding.Of(view, paths, during.From, reading)));
    }

    private static void Count(List<HoldingBuilder> found, HolderTally tally, CancellationToken cancellation)
    {
        foreach (var holder in found)
        {
            cancellation.ThrowIfCancellationRequested();
            tally.Add(holder);
        }
    }

    // At one instant whoever holds it holds it then: nobody needs to be judged for when.
    private static void CountAt(View view, Reach paths, Period instant, HolderTally tally)
    {
        using var holders = new HolderSet(view, paths);
        holders.CountDistinct();
        foreach (var identity in holders.Holders.Span)
            tally.Add(view.Index.Identities[identity], instant);
    }
}
