using System.Collections.Immutable;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>What two have in common, as a share of what either has: Jaccard's measure. Nothing in common with nothing is 0.</summary>
/// <param name="Shared">What both have.</param>
/// <param name="Either">What one or both have.</param>
internal readonly record struct Likeness(int Shared, int Either)
{
    /// <summary>Attributes by which identities are alike; those that tell one from all others are none of them.</summary>
    public static readonly ImmutableArray<string> Attributes = ["department", "title", "manager", "location", "country", "company", "cost_centre"];

    public double Share => Either == 0 ? 0 : Shared / (double)Either;

    /// <param name="one">In order, each once.</param>
    /// <param name="other">Likewise.</param>
    public static Likeness Of(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        var (i, j, shared) = (0, 0, 0);
        while (i < one.Length && j < other.Length)
        {
            var order = one[i].CompareTo(other[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return new(shared, one.Length + other.Length - shared);
    }

    /// <summary>Over attributes together with their values: another value of the same attribute is another thing.</summary>
    public static Likeness Of(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other)
    {
        var (shared, all) = (0, 0);
        foreach (var name in Attributes)
        {
            var (left, right) = (one.GetValueOrDefault(name), other.GetValueOrDefault(name));
            var isShared = left is not null && left == right;
            shared += isShared ? 1 : 0;
            all += isShared ? 1 : (left is null ? 0 : 1) + (right is null ? 0 : 1);
        }
        return new(shared, all);
    }
}
