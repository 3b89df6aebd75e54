using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Who holds an entitlement, by the bytes of the ids, without why; always complete.</summary>
public sealed record HolderIds(AnswerBasis Basis, OrderedIds Ids);

public sealed partial class HistoryReader
{
    /// <summary>
    /// The ids of those whom <see cref="WhoHadAccess"/> names, at some nanoseconds each: nothing is built but the list.
    /// </summary>
    /// <returns>Null when the entitlement is not defined at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public HolderIds? HoldersOf(EntitlementId entitlement, Period during, Reading reading)
    {
        if (AskedOf(entitlement, reading) is not { } asked)
            return null;
        var view = ViewOf(reading);
        using var holders = new HolderSet(view, asked, during);
        return new HolderIds(new AnswerBasis(reading, CoverageFinding.Of(view, holders.Reached, during.From, reading)), holders.OrderedIds());
    }

    /// <summary>How many grants held at an instant, of all identities and entitlements; those of terminated identities do not.</summary>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge, or on a source's clock.</exception>
    public long CountGrants(Instant at, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.KnownBy != KnownBy.Ours)
            throw new ArgumentException("All grants are counted in one state of knowledge on our clock.", nameof(reading));
        return new GrantJudge(ViewOf(reading), Period.At(at)).CountAll();
    }

    private EntitlementNode? AskedOf(EntitlementId entitlement, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.KnownBy == KnownBy.Ever
            ? throw new ArgumentException("Ids are of one state of knowledge.", nameof(reading))
            : Find(entitlement, reading);
    }
}
