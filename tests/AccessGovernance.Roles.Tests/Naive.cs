namespace AccessGovernance.Roles.Tests;

/// <summary>The same by looking at everybody.</summary>
internal static class Naive
{
    public static IEnumerable<int> Members(IReadOnlyList<int[]> users, IReadOnlyCollection<int> permissions) =>
        Enumerable.Range(0, users.Count).Where(user => permissions.All(users[user].Contains));

    public static IEnumerable<int> InCommon(IReadOnlyList<int[]> users, IEnumerable<int> members) =>
        members.Select(m => (IEnumerable<int>)users[m]).Aggregate((common, held) => common.Intersect(held));
}
