using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>How a reviewer is found, and, of a reviewer, by which rules they were found. Stored by value: bits are never used again.</summary>
[Flags]
public enum ReviewerKinds
{
    None = 0,

    /// <summary>The line manager of the person concerned, or the first one above who may review.</summary>
    LineManager = 1,
    EntitlementOwner = 2,
    ApplicationOwner = 4,
    Named = 8,

    /// <summary>Every holder of an entitlement that serves as a group.</summary>
    GovernanceGroup = 16,

    /// <summary>Every person that a condition describes.</summary>
    Described = 32,

    /// <summary>Came in because the rule of the stage found nobody.</summary>
    Fallback = 64,

    /// <summary>Came in because somebody did not answer.</summary>
    Escalation = 128,
}

/// <summary>One way to find reviewers.</summary>
/// <param name="Kind">One single kind, neither <see cref="ReviewerKinds.Fallback"/> nor <see cref="ReviewerKinds.Escalation"/>.</param>
/// <param name="Persons">Of <see cref="ReviewerKinds.Named"/>; empty otherwise.</param>
/// <param name="Group">Of <see cref="ReviewerKinds.GovernanceGroup"/>; null otherwise.</param>
/// <param name="Condition">Of <see cref="ReviewerKinds.Described"/>; null otherwise.</param>
public sealed record ReviewerRule(ReviewerKinds Kind, ImmutableArray<PersonId> Persons, EntitlementId? Group, ConditionText? Condition)
{
    public const int MaxPersons = 50;

    public static ReviewerRule LineManager { get; } = new(ReviewerKinds.LineManager, [], null, null);

    public static ReviewerRule EntitlementOwner { get; } = new(ReviewerKinds.EntitlementOwner, [], null, null);

    public static ReviewerRule ApplicationOwner { get; } = new(ReviewerKinds.ApplicationOwner, [], null, null);

    public static ReviewerRule Named(params ImmutableArray<PersonId> persons) => new(ReviewerKinds.Named, persons, null, null);

    public static ReviewerRule MembersOf(EntitlementId group) => new(ReviewerKinds.GovernanceGroup, [], group, null);

    public static ReviewerRule Described(ConditionText condition) => new(ReviewerKinds.Described, [], null, condition);

    public bool Equals(ReviewerRule? other) => other is not null && Kind == other.Kind && Group == other.Group && Condition == other.Condition
        && Persons.SequenceEqual(other.Persons);

    public override int GetHashCode() => HashCode.Combine(Kind, Group, Condition, Persons.Length);
}

/// <summary>Who reviews in one stage.</summary>
/// <param name="Fallback">Tried where <paramref name="Rule"/> finds nobody who may review; null for none.</param>
/// <param name="Additional">Found besides, whether or not the first rule found somebody.</param>
public sealed record ReviewerSetting(ReviewerRule Rule, ReviewerRule? Fallback, ImmutableArray<ReviewerRule> Additional)
{
    public const int MaxAdditional = 10;

    public bool Equals(ReviewerSetting? other) => other is not null && Rule == other.Rule && Fallback == other.Fallback
        && Additional.SequenceEqual(other.Additional);

    public override int GetHashCode() => HashCode.Combine(Rule, Fallback, Additional.Length);
}
