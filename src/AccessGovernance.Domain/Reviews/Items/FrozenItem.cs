using System.Collections.Immutable;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.Domain.Reviews.Items;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

/// <summary>Why an item is recommended to be certified or revoked; shown with the recommendation. Stored by name.</summary>
public enum AdviceReason
{
    /// <summary>Not used for longer than <see cref="ItemAdvice.UnusedDays"/>, although the application reports uses.</summary>
    LongUnused = 1,
    UsedLately = 2,

    /// <summary>Hardly any peer holds it.</summary>
    Outlier = 3,

    /// <summary>Most peers hold it.</summary>
    UsualAmongPeers = 4,

    /// <summary>The identity is terminated, or its person left.</summary>
    HolderLeft = 5,

    /// <summary>Nobody is known to own or use the identity.</summary>
    Ownerless = 6,
}

/// <summary>What a reviewer is told of an item, as it was found at launch.</summary>
/// <param name="Peers">Identities that are alike by their attributes, this one left out; 0 where none are known.</param>
/// <param name="PeersHolding">How many of them held it.</param>
public sealed record ItemAdvice(Recommendation Recommendation, ImmutableArray<AdviceReason> Reasons, int Peers, int PeersHolding, Instant? LastUsed)
{
    public const int UnusedDays = 90;

    public static ItemAdvice None { get; } = new(Recommendation.None, [], 0, 0, null);

    public bool Equals(ItemAdvice? other) => other is not null && (Recommendation, Peers, PeersHolding, LastUsed)
        == (other.Recommendation, other.Peers, other.PeersHolding, other.LastUsed) && Reasons.SequenceEqual(other.Reasons);

    public override int GetHashCode() => HashCode.Combine(Recommendation, Peers, PeersHolding, LastUsed);
}

/// <summary>Where the access of an item comes from.</summary>
/// <param name="Through">
/// What the identity holds itself and from which the access follows, in order of ids; empty where it holds the entitlement itself alone.
/// </param>
/// <param name="Direct">It holds the entitlement itself (too).</param>
/// <param name="Since">From when on it has held it without a break.</param>
/// <param name="Until">When that ends, as known at launch; null for no end.</param>
/// <param name="Cause">Of the grant that began first among those that hold; an account of nobody known has none: <see cref="CauseKind.Import"/>.</param>
public sealed record ItemOrigin(bool Direct, ImmutableArray<EntitlementId> Through, Instant Since, Instant? Until, CauseKind Cause, string? Reference)
{
    public bool Equals(ItemOrigin? other) => other is not null && (Direct, Since, Until, Cause, Reference)
        == (other.Direct, other.Since, other.Until, other.Cause, other.Reference) && Through.SequenceEqual(other.Through);

    public override int GetHashCode() => HashCode.Combine(Direct, Since, Until, Cause, Reference);
}

/// <summary>One row of a frozen population. Ids and codes only: forgetting a person changes nothing in it.</summary>
/// <param name="Identity">Whose access it is; of an account of nobody known <see cref="UnownedLogin"/>.</param>
/// <param name="Involved">Null where nobody is known to have had to do with it.</param>
/// <param name="Implied">
/// Entitlements of the campaign's scope that follow from this one and that the identity holds through it alone: reviewed with this item.
/// </param>
/// <param name="Reviewers">Place in the list of resolutions that is recorded with the item.</param>
public sealed record FrozenItem(
    ItemNumber Number, IdentityId Identity, EntitlementId Entitlement, AppId Application, Risk Risk, ImmutableArray<PersonId> Subjects,
    ItemOrigin Origin, ItemAdvice Advice, Involved? Involved, ImmutableArray<EntitlementId> Implied, int Reviewers)
{
    public bool Equals(FrozenItem? other) => other is not null
        && (Number, Identity, Entitlement, Application, Risk, Reviewers)
            == (other.Number, other.Identity, other.Entitlement, other.Application, other.Risk, other.Reviewers)
        && (Origin, Advice, Involved) == (other.Origin, other.Advice, other.Involved)
        && Subjects.SequenceEqual(other.Subjects) && Implied.SequenceEqual(other.Implied);

    public override int GetHashCode() => HashCode.Combine(Number, Identity, Entitlement);
}

/// <summary>
/// A part of a population as it was frozen, with the reviewers of the first stage and how they were found. Frozen anew, after an interrupted
/// launch, it replaces what was frozen before.
/// </summary>
/// <param name="Items">In order of their numbers, without gaps.</param>
/// <param name="Resolutions">Each once; items name them by their places.</param>
public sealed record PopulationFrozen(ImmutableArray<FrozenItem> Items, ImmutableArray<ResolvedReviewers> Resolutions) : ReviewEvent
{
    public bool Equals(PopulationFrozen? other) => other is not null && Items.SequenceEqual(other.Items) && Resolutions.SequenceEqual(other.Resolutions);

    public override int GetHashCode() => HashCode.Combine(Items.Length, Resolutions.Length);
}
