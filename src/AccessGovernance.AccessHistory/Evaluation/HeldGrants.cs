using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// Single grants at one instant in one state of knowledge: whether they hold, and which of several an identity's row tells of. Serves one
/// reading; not thread-safe.
/// </summary>
internal sealed class HeldGrants(ViewAt state)
{
    private readonly GrantEvaluation evaluation = new(state.View);
    private readonly Segment[] instant = [new(state.During, 0, Segment.NoEdge)];
    private readonly HistoryIndex index = state.View.Index;

    public IdentityNode HolderOf(int grant) => index.Identities[index.Grants.SubjectOf(grant)];

    public AccessState StateOf(IdentityStatus status) =>
        status.FirstActive(state.During) is null ? AccessState.Suspended : AccessState.Active;

    /// <summary>Hardly anybody was ever terminated, and of the others the validity alone decides.</summary>
    public bool Holds(int grant, IdentityStatus status, out FactVersion version)
    {
        if (status.Terminations.Length == 0)
            return state.View.TryGrant(grant, status, out version) && version.Validity.Overlaps(state.During);
        var holds = evaluation.Pieces(grant, status, instant, out var evidence).Count > 0;
        version = evidence.Version;
        return holds;
    }

    /// <summary>The version of a grant that holds.</summary>
    public FactVersion VersionOf(int grant)
    {
        _ = state.View.TryGrant(grant, state.View.StatusOf(HolderOf(grant)), out var version);
        return version;
    }

    /// <summary>Of several grants the one that began first; then the one that ends last; then the one of the lowest id.</summary>
    public bool IsBefore(int grant, in FactVersion version, int other, in FactVersion than)
    {
        if (version.From != than.From)
            return version.From < than.From;
        if (version.Until != than.Until)
            return version.Until > than.Until;
        return index.Grants.IdOf(grant).CompareTo(index.Grants.IdOf(other)) < 0;
    }
}
