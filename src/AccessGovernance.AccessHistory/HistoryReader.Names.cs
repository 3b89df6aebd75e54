using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Who holds an entitlement, and whether it works for them, without why.</summary>
public readonly record struct NamedHolder(IdentityId Identity, AccessState State);

/// <summary>Holders in the order of their ids' UTF-8 bytes.</summary>
/// <param name="Complete">False when the page's limit cut rows off; ask again after the last row.</param>
public sealed record NamedHolders(AnswerBasis Basis, IReadOnlyList<NamedHolder> Rows, bool Complete);

/// <summary>What an identity holds, without why: entitlements in the order of their ids' UTF-8 bytes.</summary>
/// <param name="State">Of the identity, and so of everything that it holds.</param>
/// <param name="Complete">False when the page's limit cut rows off; ask again after the last one.</param>
public sealed record NamedAccess(AnswerBasis Basis, AccessState State, ArraySegment<string> Entitlements, bool Complete);

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

    /// <summary>What <see cref="WhatDidTheyHold(IdentityId, Period, Reading, Page)"/> tells of one instant, of each entitlement its id alone.</summary>
    /// <returns>Null when the identity is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public NamedAccess? NamesHeldBy(IdentityId identity, Instant at, Reading reading, Page page)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        if (reading.KnownBy == KnownBy.Ever)
            throw new ArgumentException("Ids are of one state of knowledge.", nameof(reading));
        if (Find(identity, reading) is not { } holder)
            return null;
        var (view, instant) = (ViewOf(reading), Period.At(at));
        var ids = new NamesHeld(view, instant).Of(holder);
        var from = page.After is { } after ? PlaceAfter(ids, after.First) : 0;
        var count = Math.Min(page.Limit, ids.Length - from);
        var state = view.StatusOf(holder).FirstActive(instant) is null ? AccessState.Suspended : AccessState.Active;
        var basis = new AnswerBasis(reading, CoverageOfAll(view, at, reading));
        return new NamedAccess(basis, state, new(ids, from, count), from + count == ids.Length);
    }

    private static int PlaceAfter(string[] ids, string id)
    {
        var at = Array.BinarySearch(ids, id, IdOrder.Instance);
        return at < 0 ? ~at : at + 1;
    }
}
