using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>A reviewer's items, counted by what they have in common.</summary>
internal sealed class WorkGroups(V1.WorkGrouping by, ImmutableArray<PersonId> persons)
{
    private readonly Dictionary<string, (ItemRecord First, V1.WorkGroup Group)> groups = new(StringComparer.Ordinal);

    public int Count => groups.Count;

    public void Add(ItemRecord item)
    {
        var frozen = item.Frozen;
        if (!groups.TryGetValue(KeyOf(frozen), out var found))
            groups[KeyOf(frozen)] = found = (item, new());
        var group = found.Group;
        group.Items++;
        group.Open += WorkItems.StateOf(item.PlaceOf(persons)) == WorkState.Open ? 1 : 0;
        group.RecommendedRevoke += frozen.Advice.Recommendation == Recommendation.Revoke ? 1 : 0;
        group.Risk = (V1.Risk)Math.Max((int)group.Risk, (int)frozen.Risk);
    }

    /// <summary>The highest risk first, then the most items, each with one of its items.</summary>
    public IReadOnlyList<(ItemRecord First, V1.WorkGroup Group)> Ordered(int limit) => [.. groups.OrderByDescending(g => g.Value.Group.Risk)
        .ThenByDescending(g => g.Value.Group.Items).ThenBy(g => g.Key, StringComparer.Ordinal).Take(limit).Select(g => g.Value)];

    /// <summary>Says what a group is by, as one of its items is shown.</summary>
    public void Name(V1.WorkGroup group, V1.WorkItem shown)
    {
        switch (by)
        {
            case V1.WorkGrouping.Identity:
                (group.Identity, group.Account) = (shown.Identity, shown.Account);
                group.Name = shown.Account.Length > 0 ? shown.Login : shown.IdentityName;
                break;
            case V1.WorkGrouping.Entitlement: (group.Entitlement, group.Name) = (shown.Entitlement, shown.EntitlementName); break;
            default: group.Application = shown.Application; break;
        }
    }

    private string KeyOf(FrozenItem item) => by switch
    {
        V1.WorkGrouping.Identity => item.Identity.Value,
        V1.WorkGrouping.Entitlement => item.Entitlement.Value,
        _ => item.Application.Value,
    };
}
