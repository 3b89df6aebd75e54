using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
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
        using var tally = new HolderTally(view);
        if (reading.KnownBy != KnownBy.Ever && during == Period.At(during.From))
            return CountAt(view, asked, during, reading, tally);
        var paths = Holders.PathsTo(view, asked, during);
        var found = reading.KnownBy == KnownBy.Ever
            ? new EverHolders(index, asked, during, reading.ReadPosition).Find()
            : Holders.Find(view, asked, paths);
        foreach (var holder in found)
        {
            cancellation.ThrowIfCancellationRequested();
            tally.Add(holder);
        }
        return tally.Count(new AnswerBasis(reading, CoverageFinding.Of(view, paths, during.From, reading)));
    }

    // At one instant whoever holds it holds it then: nobody needs to be judged for when.
    private static HolderCount CountAt(View view, EntitlementNode asked, Period instant, Reading reading, HolderTally tally)
    {
        using var holders = new HolderSet(view, asked, instant);
        using var each = RowBuffer.Rent();
        holders.AddDistinct(each);
        tally.AddAll(each.Span, instant);
        return tally.Count(new AnswerBasis(reading, CoverageFinding.Of(view, holders.Reached, instant.From, reading)));
    }
}
