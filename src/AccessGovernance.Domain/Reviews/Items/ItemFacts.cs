using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>What was recommended for an item when the campaign was launched.</summary>
public enum Recommendation
{
    None = 0,
    Certify = 1,
    Revoke = 2,
}

/// <summary>Persons who had to do with how the access came to be.</summary>
public sealed record Involved(ImmutableArray<PersonId> Requesters, ImmutableArray<PersonId> Approvers, ImmutableArray<PersonId> Provisioners)
{
    public static Involved Nobody { get; } = new([], [], []);

    public bool Equals(Involved? other) => other is not null && Requesters.SequenceEqual(other.Requesters)
        && Approvers.SequenceEqual(other.Approvers) && Provisioners.SequenceEqual(other.Provisioners);

    public override int GetHashCode() => HashCode.Combine(Requesters.Length, Approvers.Length, Provisioners.Length,
        Requesters.FirstOrDefault(), Approvers.FirstOrDefault(), Provisioners.FirstOrDefault());
}

/// <summary>
/// What deciding about an item has to know beside its state. It comes from the frozen population and, as for the subjects, from what is
/// known since: it is an argument, so that an item's own state stays small.
/// </summary>
/// <param name="Identity">Whose access it is.</param>
/// <param name="Subjects">
/// Every person that the identity belongs to or is owned by: when the population was frozen, and at any time since. It is the access of
/// each of them.
/// </param>
public sealed record ItemFacts(
    IdentityId Identity, EntitlementId Entitlement, AppId Application, ImmutableArray<PersonId> Subjects, Involved Involved, Recommendation Recommendation)
{
    /// <summary>"Own" goes by person: the same identity, or any person behind both, through whatever account or token.</summary>
    public bool IsOwnOf(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.IsOwn(Identity) || caller.OwnPersons.Any(p => Subjects.Contains(p));
    }

    /// <summary>True when the rules bar the person for how they were involved.</summary>
    public bool Bars(PersonId person, Involvements barred) =>
        (barred.HasFlag(Involvements.Requester) && Involved.Requesters.Contains(person))
        || (barred.HasFlag(Involvements.Approver) && Involved.Approvers.Contains(person))
        || (barred.HasFlag(Involvements.Provisioner) && Involved.Provisioners.Contains(person));

    public bool Equals(ItemFacts? other) => other is not null && (Identity, Entitlement, Application) == (other.Identity, other.Entitlement, other.Application)
        && Involved == other.Involved && Recommendation == other.Recommendation && Subjects.SequenceEqual(other.Subjects);

    public override int GetHashCode() => HashCode.Combine(Identity, Entitlement, Recommendation);
}

/// <summary>What the campaign says of the stage that an item is in.</summary>
/// <param name="Deadline">Answers count before it, and not at it.</param>
public sealed record StageRules(StageDefinition Stage, ReviewRules Rules, Instant Deadline);
