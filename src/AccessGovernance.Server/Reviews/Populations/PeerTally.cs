namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Tells of each item how many identities are alike and how many of them hold it, group by group, so that counting needs room for one group on
/// each thread. Those who are suspended are compared with others, and are nobody's peers.
/// </summary>
internal static class PeerTally
{
    public static void Tell(AccessShape shape, PeerGroups groups, IReadOnlyList<SearchedPart> parts, CancellationToken cancellation)
    {
        var (begins, members) = MembersOf(shape.Identities, groups);
        var partSize = PopulationFinder.IdentitiesOfAPart;
        Parallel.For(0, groups.Count, IdentityBatches.Options(cancellation), () => new int[shape.Entitlements.Length], (group, _, holders) =>
        {
            var all = members.AsSpan(begins[group]..begins[group + 1]);
            var active = 0;
            foreach (var identity in all)
            {
                active += shape.Active[identity] ? 1 : 0;
                foreach (var entitlement in parts[identity / partSize].HeldBy(identity))
                    holders[entitlement]++;
            }
            foreach (var identity in all)
            {
                if (shape.Identities[identity].Peers == group)
                    Tell(parts[identity / partSize].DraftsOf(identity), active, holders, shape.Active[identity] ? 1 : 0);
            }
            foreach (var identity in all)
            {
                foreach (var entitlement in parts[identity / partSize].HeldBy(identity))
                    holders[entitlement] = 0;
            }
            return holders;
        }, _ => { });
    }

    private static void Tell(Span<ItemDraft> drafts, int active, int[] holders, int itself)
    {
        if (active == itself)
            return;
        foreach (ref var draft in drafts)
            draft.Peers = (active - itself, holders[draft.Entitlement] - itself);
    }

    // Of each group that somebody is compared with, those who belong to it: in one list, group after group.
    private static (int[] Begins, int[] Members) MembersOf(IdentityFacts[] identities, PeerGroups groups)
    {
        var compared = new bool[groups.Count];
        foreach (ref readonly var identity in identities.AsSpan())
        {
            if (identity.Peers >= 0 && !identity.Synthetic)
                compared[identity.Peers] = true;
        }
        var begins = new int[groups.Count + 1];
        ForEach(identities, compared, (_, group) => begins[group + 1]++);
        for (var group = 0; group < groups.Count; group++)
            begins[group + 1] += begins[group];
        var (members, next) = (new int[begins[^1]], begins[..^1]);
        ForEach(identities, compared, (identity, group) => members[next[group]++] = identity);
        return (begins, members);
    }

    private static void ForEach(IdentityFacts[] identities, bool[] compared, Action<int, int> member)
    {
        for (var identity = 0; identity < identities.Length; identity++)
        {
            var facts = identities[identity];
            if (facts.Synthetic)
                continue;
            if (facts.Alike >= 0 && compared[facts.Alike])
                member(identity, facts.Alike);
            if (facts.Managed >= 0 && compared[facts.Managed])
                member(identity, facts.Managed);
        }
    }
}
