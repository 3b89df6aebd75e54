using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>An item before it is known who reviews it.</summary>
/// <param name="Identity">A place.</param>
/// <param name="Entitlement">A place.</param>
/// <param name="NotKnown">Whether it belongs to the population is not known.</param>
internal record struct ItemDraft(int Identity, int Entitlement, bool NotKnown, ItemOrigin Origin, ImmutableArray<EntitlementId> Implied)
{
    /// <summary>An exclusion describes it, which does not count.</summary>
    public bool Kept { get; init; }

    /// <summary>Who had to do with it; null where nobody is known, or nobody asks.</summary>
    public Involved? Involved { get; init; }

    /// <summary>Identities that are alike, and how many of them hold it.</summary>
    public (int Count, int Holding) Peers { get; set; }
}

/// <summary>What was found of some identities that stand one after the other.</summary>
/// <param name="First">The place of the first of them.</param>
/// <param name="Ends">Of each, the ends of its drafts and of what it holds.</param>
/// <param name="Held">Entitlements that belong to somebody's population, held by those who are active.</param>
internal sealed record SearchedPart(int First, ItemDraft[] Drafts, int[] Held, (int Drafts, int Held)[] Ends)
{
    public Span<ItemDraft> DraftsOf(int identity) => Drafts.AsSpan(identity == First ? 0 : Ends[identity - First - 1].Drafts, LengthOf(identity).Drafts);

    public ReadOnlySpan<int> HeldBy(int identity) => Held.AsSpan(identity == First ? 0 : Ends[identity - First - 1].Held, LengthOf(identity).Held);

    private (int Drafts, int Held) LengthOf(int identity)
    {
        var end = Ends[identity - First];
        var begin = identity == First ? default : Ends[identity - First - 1];
        return (end.Drafts - begin.Drafts, end.Held - begin.Held);
    }
}
