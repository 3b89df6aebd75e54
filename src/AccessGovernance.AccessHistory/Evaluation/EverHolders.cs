using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// Who held an entitlement in at least one state of knowledge from the start of the period until now. Grant, path and status are judged
/// together in every single state; each identity is judged only in the states that change something for it or for the paths.
/// </summary>
internal sealed class EverHolders
{
    private readonly HistoryIndex index;
    private readonly EntitlementNode asked;
    private readonly Period range;
    private readonly long read;
    private readonly Closure closure;
    private readonly Moments pathMoments;
    private readonly List<Moment> pathStates;
    private readonly Reach?[] paths;
    private readonly View now;
    private readonly Reach pathsNow;

    public EverHolders(HistoryIndex index, EntitlementNode asked, Period range, long read)
    {
        (this.index, this.asked, this.range, this.read) = (index, asked, range, read);
        closure = new Closure(index, [asked.Ordinal], Direction.Incoming);
        pathMoments = NewMoments();
        foreach (var edge in closure.Edges)
            pathMoments.AddVersions(index.Conferrals.VersionsOf(edge));
        pathStates = [.. pathMoments.All];
        paths = new Reach?[pathStates.Count];
        now = new View(index, Visibility.Ours(read));
        pathsNow = Holders.PathsTo(now, asked, range);
    }

    public List<HoldingBuilder> Find()
    {
        var found = new List<HoldingBuilder>();
        foreach (var ordinal in Candidates())
        {
            var builder = Judge(index.Identities[ordinal]);
            if (builder.IsHeld)
                found.Add(builder);
        }
        return found;
    }

    private HashSet<int> Candidates()
    {
        var identities = new HashSet<int>();
        foreach (var node in closure.Nodes)
        {
            foreach (var grant in index.Entitlements[node].Grants)
                identities.Add(index.Grants.SubjectOf(grant));
        }
        return identities;
    }

    private HoldingBuilder Judge(IdentityNode identity)
    {
        var builder = new HoldingBuilder(identity, asked);
        var moments = MomentsOf(identity);
        var state = 0;
        foreach (var moment in moments.All)
        {
            while (state + 1 < pathStates.Count && pathStates[state + 1].CompareTo(moment) <= 0)
                state++;
            var held = IsFound(new View(index, moment.SeenIn(index, read)), PathsIn(state), identity, builder);
            if (moment == moments.First)
                builder.HeldAsKnownThen = held;
        }
        builder.HeldAsKnownNow = IsFound(now, pathsNow, identity, builder);
        return builder;
    }

    private Moments MomentsOf(IdentityNode identity)
    {
        var moments = NewMoments();
        moments.AddAll(pathMoments);
        moments.AddStatus(identity);
        foreach (var grant in identity.Grants.Published)
        {
            if (closure.Nodes.Contains(index.Grants.OwnerOf(grant)))
                moments.AddVersions(index.Grants.VersionsOf(grant));
        }
        return moments;
    }

    private Reach PathsIn(int state) =>
        paths[state] ??= Holders.PathsTo(new View(index, pathStates[state].SeenIn(index, read)), asked, range);

    private Moments NewMoments() => new(index, range.From, read);

    private static bool IsFound(View view, Reach paths, IdentityNode identity, HoldingBuilder builder)
    {
        var before = builder.Pieces;
        new GrantEvaluation(view).CollectHolder(identity, paths, builder);
        return builder.Pieces > before;
    }
}
