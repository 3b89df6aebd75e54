using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// The entitlements that one identity has at one instant, its own and what these confer, without why: nothing is built for any of them.
/// Serves one question.
/// </summary>
internal readonly struct NamesHeld(View view, Period instant)
{
    /// <summary>Ids in the order of their bytes, each once.</summary>
    public string[] Of(IdentityNode identity)
    {
        var entitlements = view.Index.Entitlements;
        using var each = OrdinalSet.Rent(entitlements.Count);
        using var found = RowBuffer.Rent();
        AddGranted(identity, each, found);
        // What is found grows while it is gone through.
        for (var next = 0; next < found.Count; next++)
            AddConferred(entitlements[found.Span[next]], each, found);
        each.DrainCount();
        return InOrder(entitlements, found.Span);
    }

    private void AddGranted(IdentityNode identity, OrdinalSet each, RowBuffer found)
    {
        var (grants, status) = (view.Index.Grants, view.StatusOf(identity));
        if (status.IsTerminatedThroughout(instant))
            return;
        foreach (var row in identity.Grants.Published)
        {
            if (!view.MayHold(grants, row, instant) || !view.TryGrant(row, status, out var version) || !version.Validity.Overlaps(instant))
                continue;
            if (each.TryAdd(grants.OwnerOf(row)))
                found.Add(grants.OwnerOf(row));
        }
    }

    private void AddConferred(EntitlementNode entitlement, OrdinalSet each, RowBuffer found)
    {
        var conferrals = view.Index.Conferrals;
        foreach (var edge in entitlement.Outgoing.Published)
        {
            if (!view.MayHold(conferrals, edge, instant) || !view.TrySee(conferrals, edge, out var version) || !version.Validity.Overlaps(instant))
                continue;
            if (each.TryAdd(conferrals.OwnerOf(edge)))
                found.Add(conferrals.OwnerOf(edge));
        }
    }

    private static string[] InOrder(Names<EntitlementNode> entitlements, ReadOnlySpan<int> found)
    {
        var (ranks, ids) = (entitlements.Ranks(), new string[found.Length]);
        for (var i = 0; i < ids.Length; i++)
            ids[i] = entitlements[found[i]].Id;
        if (found.IndexOfAnyInRange(ranks.Count, int.MaxValue) >= 0)
        {
            Array.Sort(ids, IdOrder.Instance);
            return ids;
        }
        var order = new int[found.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = ranks.RankOf[found[i]];
        Array.Sort(order, ids);
        return ids;
    }
}
