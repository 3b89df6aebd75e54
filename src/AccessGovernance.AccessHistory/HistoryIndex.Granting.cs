using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.AccessHistory;

/// <remarks>
/// A termination ends the identity's grants in the columns, so that a scan needs no look at the status. A grant recorded after a termination
/// that bites into its validity cannot be said by one start and one end: it is hidden from scans and listed, to be judged by itself.
/// </remarks>
public sealed partial class HistoryIndex
{
    /// <summary>Grants of an identity that has more are found by a table of their ids, made when it is first needed.</summary>
    private const int FewGrants = 256;

    // For the thread that applies events; readers take the lists.
    private readonly HashSet<int> hidden = [];
    private readonly Dictionary<int, RowsById> grantRows = [];
    private long grantRowsBytes;

    private bool Granted(AccessGranted e, IdentityNode identity, in Mark mark)
    {
        var entitlement = Entitlements.Intern(e.Entitlement.Value);
        if (RowOf(identity, entitlement, e.Grant) >= 0)
            return false;
        var row = Grants.Open(new(e.Grant.Value, identity.Ordinal, entitlement.Ordinal), entitlement.Grants, e.Validity, mark);
        identity.Grants.Add(row);
        HideIfBitten(identity, row, e.Validity, mark);
        return true;
    }

    private bool Revoked(AccessRevoked e, IdentityNode identity, in Mark mark)
    {
        if (!GrantOf(identity, e.Grant, e.Entitlement, out var row))
            return false;
        Grants.End(row, e.At, mark, CutOf(StatusOf(identity), row));
        // A later end may reach into a termination.
        HideIfBitten(identity, row, Grants.Newest(row).Validity, mark);
        return true;
    }

    private bool Voided(GrantVoided e, IdentityNode identity, in Mark mark)
    {
        if (!GrantOf(identity, e.Grant, e.Entitlement, out var row))
            return false;
        Grants.Void(row, mark);
        return true;
    }

    private bool Corrected(GrantCorrected e, IdentityNode identity, in Mark mark)
    {
        if (!GrantOf(identity, e.Grant, e.Entitlement, out var row))
            return false;
        Grants.Change(row, FactChange.Corrected, e.Validity, mark, CutOf(StatusOf(identity), row));
        HideIfBitten(identity, row, e.Validity, mark);
        return true;
    }

    private bool Terminated(IdentityTerminated e, IdentityNode identity, in Mark mark)
    {
        var before = StatusOf(identity);
        foreach (var row in identity.Grants.Published)
        {
            if (e.At < CutOf(before, row))
                Grants.CutAt(row, e.At, mark.Position);
        }
        return Changed(identity, StatusChange.Terminated, e.At, mark);
    }

    private bool TerminationLifted(TerminationWithdrawn e, IdentityNode identity, in Mark mark)
    {
        var before = StatusOf(identity);
        _ = Changed(identity, StatusChange.TerminationWithdrawn, e.At, mark);
        var after = StatusOf(identity);
        foreach (var row in identity.Grants.Published)
        {
            var cut = CutOf(after, row);
            if (cut == FactTable.Hidden || before.CutOf(Grants.OpenedAt(row)) == cut)
                continue;
            Grants.ShowUntil(row, cut, mark.Position);
            // What the lifted one had cut may reach into one that was known when the grant was recorded.
            HideIfBitten(identity, row, Grants.Newest(row).Validity, mark);
        }
        return true;
    }

    private void HideIfBitten(IdentityNode identity, int row, Period validity, in Mark mark)
    {
        if (!identity.WasTerminated || hidden.Contains(row))
            return;
        var status = StatusOf(identity);
        var shown = validity with { Until = Instant.Min(validity.Until, CutOf(status, row)) };
        if (!Array.Exists(status.Terminations, t => t.Overlaps(shown)))
            return;
        Grants.Hide(row, mark.Position);
        Entitlements[Grants.OwnerOf(row)].HiddenGrants.Add(row);
        hidden.Add(row);
        HiddenGrants.Add(new(row, (int)mark.Position));
    }

    /// <summary>Where the columns let a grant end, whatever its own validity says.</summary>
    private Instant CutOf(IdentityStatus status, int row) =>
        hidden.Contains(row) ? FactTable.Hidden : status.CutOf(Grants.OpenedAt(row));

    // Not kept: whoever asks about an identity keeps it, and few are asked about.
    private static IdentityStatus StatusOf(IdentityNode identity) =>
        identity.WasTerminated ? IdentityStatus.Of(identity, Visibility.Ours(long.MaxValue)) : IdentityStatus.Active;

    private bool GrantOf(IdentityNode identity, GrantId id, EntitlementId of, out int row)
    {
        row = Entitlements.Find(of.Value) is { } entitlement ? RowOf(identity, entitlement, id) : -1;
        return row >= 0;
    }

    private int RowOf(IdentityNode identity, EntitlementNode entitlement, GrantId id)
    {
        var rows = identity.Grants.Published;
        if (rows.Length <= FewGrants)
            return Grants.Find(rows, entitlement.Ordinal, id.Value);
        if (!grantRows.TryGetValue(identity.Ordinal, out var byId))
            grantRows[identity.Ordinal] = byId = new RowsById(Grants);
        var before = byId.Bytes;
        while (byId.Count < rows.Length)
            byId.Add(rows[byId.Count]);
        grantRowsBytes += byId.Bytes - before;
        var row = byId.Find(id.Value);
        return row >= 0 && Grants.OwnerOf(row) == entitlement.Ordinal ? row : -1;
    }
}
