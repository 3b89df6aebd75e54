using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>The facts as one state of knowledge has them. Serves one question; not thread-safe.</summary>
internal sealed class View(HistoryIndex index, Visibility seen)
{
    private readonly Visibility seen = seen;
    private Dictionary<int, IdentityStatus>? statuses;

    public HistoryIndex Index { get; } = index;

    public ref readonly Visibility Seen => ref seen;

    public IdentityStatus StatusOf(IdentityNode identity)
    {
        var records = identity.Status;
        if (records.IsEmpty)
            return IdentityStatus.Active;
        // Most questions know everything recorded of it, unless more is recorded meanwhile.
        if (seen.IsOurs && records[^1].Mark.Position <= seen.Own && identity.LatestStatus is var latest && latest.Records.Length == records.Length)
            return latest;
        statuses ??= [];
        if (!statuses.TryGetValue(identity.Ordinal, out var status))
            statuses[identity.Ordinal] = status = IdentityStatus.Of(identity, seen);
        return status;
    }

    /// <summary>The version of a fact that counts; false when it is not known or void.</summary>
    public bool TrySee(FactTable facts, int row, out FactVersion version) =>
        facts.TrySee(row, seen, out version) && !version.IsVoid;

    /// <summary>The version of a link that counts; false when it is not known.</summary>
    public bool TrySee(LinkTable links, int ordinal, out FactVersion version) => links.TrySee(ordinal, seen, out version);

    /// <summary>The version of a grant that counts, with the end that a termination made; false when it is not known or void.</summary>
    public bool TryGrant(int grant, IdentityStatus status, out FactVersion version)
    {
        if (!TrySee(Index.Grants, grant, out version))
            return false;
        version.Until = Math.Min(version.Until, status.CutOf(Index.Grants.OpenedAt(grant)).Milliseconds);
        return true;
    }

    /// <summary>Whether a row may hold somewhere in a period; false only if it does not.</summary>
    public bool MayHold(FactTable facts, int row, Period period) =>
        !seen.IsOurs || facts.MayHold(row, ScanWindow.Of(period, seen.Own));

    /// <summary>Grants of an entitlement that may hold somewhere in a period, some of them twice; those that are left out do not.</summary>
    public void FindGrants(EntitlementNode entitlement, Period period, RowBuffer into)
    {
        FindRows(Index.Grants, entitlement.Grants, period, into);
        into.AddAll(entitlement.HiddenGrants.Published);
    }

    /// <summary>Rows of an owner that may hold somewhere in a period, each once; those that are left out do not.</summary>
    public void FindRows(FactTable facts, Extents list, Period period, RowBuffer into)
    {
        if (!seen.IsOurs)
        {
            foreach (var row in list)
                into.Add(row);
            return;
        }
        using var doubtful = RowBuffer.Rent();
        facts.Scan(list, ScanWindow.Of(period, seen.Own), new FoundRows(into, doubtful));
        into.AddAll(doubtful.Span);
    }
}
