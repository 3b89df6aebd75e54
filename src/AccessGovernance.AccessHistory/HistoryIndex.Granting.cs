using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.AccessHistory;

/// <remarks>
/// A termination ends the identity's grants in the columns, so that a scan needs no look at the status. Where anything but a revocation
/// follows it, the columns cannot say what holds: the grants are hidden there and listed with their entitlements, to be judged one by one.
/// </remarks>
public sealed partial class HistoryIndex
{
    private bool Granted(AccessGranted e, IdentityNode identity, in Mark mark)
    {
        var entitlement = Entitlements.Intern(e.Entitlement.Value);
        if (Grants.Find(identity.Grants.Published, entitlement.Ordinal, e.Grant.Value) >= 0)
            return false;
        JudgeByStatus(identity, mark);
        var row = Grants.Open(new(e.Grant.Value, identity.Ordinal, entitlement.Ordinal), entitlement.Grants, e.Validity, mark);
        identity.Grants.Add(row);
        if (Irregular.Contains(identity.Ordinal))
            Hide(row, mark);
        return true;
    }

    private bool Revoked(AccessRevoked e, IdentityNode identity, in Mark mark) =>
        GrantOf(identity, e.Grant, e.Entitlement, out var row) && Ended(Grants, row, e.At, mark, CutOf(identity));

    private bool Voided(GrantVoided e, IdentityNode identity, in Mark mark) =>
        GrantOf(identity, e.Grant, e.Entitlement, out var row) && Voided(Grants, row, mark, CutOf(identity));

    private bool Corrected(GrantCorrected e, IdentityNode identity, in Mark mark)
    {
        if (!GrantOf(identity, e.Grant, e.Entitlement, out var row))
            return false;
        JudgeByStatus(identity, mark);
        var (from, until) = (e.Validity.From.Milliseconds, e.Validity.Until.Milliseconds);
        var version = new FactVersion
        {
            Position = mark.Position,
            From = from,
            Until = until,
            Change = FactChange.Corrected,
            Imported = mark.Imported,
        };
        Grants.Change(row, version, CutOf(identity));
        return true;
    }

    private bool Terminated(IdentityTerminated e, IdentityNode identity, in Mark mark)
    {
        JudgeByStatus(identity, mark);
        if (!Irregular.Contains(identity.Ordinal))
        {
            foreach (var row in identity.Grants.Published)
                Grants.CutAt(row, e.At, mark.Position);
        }
        return Changed(identity, StatusChange.Terminated, e.At, mark);
    }

    private bool ChangedAfterTermination(IdentityNode identity, StatusChange change, Instant at, in Mark mark)
    {
        JudgeByStatus(identity, mark);
        return Changed(identity, change, at, mark);
    }

    /// <summary>From now on the grants of an identity that was terminated are judged by its status.</summary>
    private void JudgeByStatus(IdentityNode identity, in Mark mark)
    {
        var cut = CutOf(identity);
        if (cut.IsForever || cut == FactTable.Hidden)
            return;
        foreach (var row in identity.Grants.Published)
            Hide(row, mark);
        Irregular.Add(identity.Ordinal);
    }

    private void Hide(int row, in Mark mark)
    {
        Grants.Hide(row, mark.Position);
        Entitlements[Grants.OwnerOf(row)].HiddenGrants.Add(row);
    }

    /// <summary>Where the columns let an identity's grants end.</summary>
    private Instant CutOf(IdentityNode identity)
    {
        if (!identity.HasStatus)
            return Instant.Forever;
        if (Irregular.Contains(identity.Ordinal))
            return FactTable.Hidden;
        foreach (ref readonly var record in identity.Status)
        {
            if (record.Change == StatusChange.Terminated)
                return record.At;
        }
        return Instant.Forever;
    }

    private bool GrantOf(IdentityNode identity, GrantId id, EntitlementId of, out int row)
    {
        row = Entitlements.Find(of.Value) is { } entitlement
            ? Grants.Find(identity.Grants.Published, entitlement.Ordinal, id.Value)
            : -1;
        return row >= 0;
    }

    private static bool Ended(FactTable facts, int row, Instant until, in Mark mark, Instant cut)
    {
        facts.End(row, until, mark, cut);
        return true;
    }

    private static bool Voided(FactTable facts, int row, in Mark mark, Instant cut)
    {
        var version = facts.Newest(row) with { Position = mark.Position, Change = FactChange.Voided, Imported = mark.Imported };
        facts.Change(row, version, cut);
        return true;
    }
}
