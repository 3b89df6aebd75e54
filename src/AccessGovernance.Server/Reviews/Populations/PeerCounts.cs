using System.Runtime.InteropServices;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>How many identities each peer group has, and how many of them hold what. Active identities only. For one thread.</summary>
/// <param name="compared">Groups that somebody is compared with; the others are not counted.</param>
internal sealed class PeerCounts(bool[] compared)
{
    private readonly int[] members = new int[compared.Length];
    private readonly Dictionary<(int Group, int Entitlement), int> holders = [];

    public static bool[] ComparedOf(PeerGroups groups, IdentityFacts[] identities)
    {
        var compared = new bool[groups.Count];
        foreach (ref readonly var identity in identities.AsSpan())
        {
            if (identity.Peers >= 0 && !identity.Synthetic)
                compared[identity.Peers] = true;
        }
        return compared;
    }

    public bool IsCounted(int group) => group >= 0 && compared[group];

    public void AddMember(int group) => members[group]++;

    public void AddHolder(int group, int entitlement) => CollectionsMarshal.GetValueRefOrAddDefault(holders, (group, entitlement), out _)++;

    public int MembersOf(int group) => members[group];

    public int HoldersOf(int group, int entitlement) => holders.GetValueOrDefault((group, entitlement));

    /// <summary>Takes in what another thread counted.</summary>
    public void AddAll(PeerCounts other)
    {
        for (var i = 0; i < members.Length; i++)
            members[i] += other.members[i];
        foreach (var ((group, entitlement), count) in other.holders)
            CollectionsMarshal.GetValueRefOrAddDefault(holders, (group, entitlement), out _) += count;
    }
}
