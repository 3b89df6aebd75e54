using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Instants at which one grant gives access over a path of some length.</summary>
internal readonly record struct Piece(Period During, int Depth);

/// <summary>When grants give access in one state of knowledge: the one place where validity, path and status come together.</summary>
internal sealed class GrantEvaluation(View view)
{
    private readonly List<Piece> pieces = new(1);

    /// <summary>
    /// The instants of <paramref name="segments"/> at which the grant holds and its identity is not terminated; valid until the next call.
    /// </summary>
    public List<Piece> Pieces(int grant, IdentityStatus status, ReadOnlySpan<Segment> segments, out Evidence evidence)
    {
        pieces.Clear();
        evidence = default;
        if (!view.TryGrant(grant, status, out var version))
            return pieces;
        evidence = new Evidence(grant, version, null, 0);
        foreach (ref readonly var segment in segments[Reach.FirstEndingAfter(version.Validity.From, segments)..])
        {
            if (segment.During.From >= version.Validity.Until)
                break;
            var shared = version.Validity.Intersect(segment.During);
            if (!shared.IsEmpty)
                AddUnlessTerminated(shared, segment.Depth, status);
        }
        return pieces;
    }

    /// <summary>What one identity's grants show of the entitlement that <paramref name="paths"/> starts from.</summary>
    public void CollectHolder(IdentityNode identity, Reach paths, HoldingBuilder builder)
    {
        var status = view.StatusOf(identity);
        foreach (var grant in identity.Grants.Published)
        {
            var node = view.Index.Grants.OwnerOf(grant);
            var segments = paths.SegmentsOf(node);
            if (segments.Length == 0)
                continue;
            foreach (var piece in Pieces(grant, status, segments, out var evidence))
                builder.Add(evidence with { Paths = paths, Node = node }, piece.During, piece.Depth, status);
        }
    }

    private void AddUnlessTerminated(Period shared, int depth, IdentityStatus status)
    {
        if (status.Terminations.Length == 0)
        {
            pieces.Add(new(shared, depth));
            return;
        }
        var left = new SpanSet(shared);
        foreach (var termination in status.Terminations)
            left.Remove(termination);
        foreach (var period in left.Periods)
            pieces.Add(new(period, depth));
    }
}
