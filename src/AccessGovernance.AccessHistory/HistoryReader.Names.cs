using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Who holds an entitlement, and whether it works for them, without why.</summary>
public readonly record struct NamedHolder(IdentityId Identity, AccessState State);

/// <summary>Holders in the order of their ids' UTF-8 bytes.</summary>
/// <param name="Complete">False when the page's limit cut rows off; ask again after the last row.</param>
public sealed record NamedHolders(AnswerBasis Basis, IReadOnlyList<NamedHolder> Rows, bool Complete);

public sealed partial class HistoryReader
{
    /// <summary>One page of <see cref="HoldersOf"/>.</summary>
    /// <returns>Null when the entitlement is not defined at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public (HolderIds Page, bool Complete)? PageOfHolders(EntitlementId entitlement, Period during, Reading reading, Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        if (HoldersOf(entitlement, during, reading) is not { } found)
            return null;
        var (ids, complete) = found.Ids.Page(page.After?.First, page.Limit);
        return (found with { Ids = ids }, complete);
    }

    /// <summary>What <see cref="WhoHadAccess"/> tells of one instant, of each holder no more than its id and state.</summary>
    /// <returns>Null when the entitlement is not defined at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public NamedHolders? NamesOf(EntitlementId entitlement, Instant at, Reading reading, Page page)
    {
        var instant = Period.At(at);
        if (PageOfHolders(entitlement, instant, reading, page) is not var (found, complete))
            return null;
        var view = ViewOf(reading);
        var rows = new NamedHolder[found.Ids.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var identity = index.Identities.Find(found.Ids[i].Value)!;
            var active = identity.Status.IsEmpty || view.StatusOf(identity).FirstActive(instant) is not null;
            rows[i] = new NamedHolder(found.Ids[i], active ? AccessState.Active : AccessState.Suspended);
        }
        return new NamedHolders(found.Basis, rows, complete);
    }
}
