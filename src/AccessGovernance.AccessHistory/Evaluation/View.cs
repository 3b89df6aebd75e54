using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>The facts as one state of knowledge has them. Serves one question; not thread-safe.</summary>
internal sealed class View(HistoryIndex index, Visibility seen)
{
    private Dictionary<int, IdentityStatus>? statuses;

    public HistoryIndex Index { get; } = index;

    public Visibility Seen => seen;

    public IdentityStatus StatusOf(IdentityNode identity)
    {
        if (identity.Status.IsEmpty)
            return IdentityStatus.Active;
        statuses ??= [];
        if (!statuses.TryGetValue(identity.Ordinal, out var status))
            statuses[identity.Ordinal] = status = IdentityStatus.Of(identity, seen);
        return status;
    }

    /// <summary>The version of a fact that counts; false when it is not known or void.</summary>
    public bool TrySee(FactStore facts, int ordinal, out FactVersion version) =>
        facts.TrySee(ordinal, seen, out version) && !version.IsVoid;

    /// <summary>The version of a grant that counts, with the end that a termination made; false when it is not known or void.</summary>
    public bool TryGrant(int grant, IdentityStatus status, out FactVersion version)
    {
        if (!TrySee(Index.Grants, grant, out version))
            return false;
        version.Until = Math.Min(version.Until, status.CutOf(Index.Grants[grant].First.Position).Milliseconds);
        return true;
    }
}
