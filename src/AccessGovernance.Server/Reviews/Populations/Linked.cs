using System.Collections.Immutable;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>Persons that identities are linked to, each once, in the order of their ids.</summary>
internal static class Linked
{
    /// <summary>Those that the identity is the own one of at an instant.</summary>
    public static ImmutableArray<PersonId> Owning(IdentityRecord identity, Instant at) => Persons(identity, new(true, false, at, at));

    /// <summary>The same of links that began by an instant, even if they ended since.</summary>
    public static ImmutableArray<PersonId> EverOwning(IdentityRecord identity, Instant by) => Persons(identity, new(true, true, by, by));

    /// <summary>Those whose access is reviewed when the identity's is: it belongs to them or is owned by them at one of two instants.</summary>
    public static ImmutableArray<PersonId> Subjects(IdentityRecord identity, Instant at, Instant now) => Persons(identity, new(false, false, at, now));

    /// <summary>Whether a person is there by an identity: it is neither terminated nor forgotten, and their own at that instant.</summary>
    public static bool IsThere(IdentityRecord identity, PersonId person, Instant at) =>
        !identity.Terminated && !identity.Forgotten && Owning(identity, at).Contains(person);

    private static ImmutableArray<PersonId> Persons(IdentityRecord identity, in Counting counting)
    {
        PersonId? only = null;
        SortedSet<string>? several = null;
        for (var i = 0; i < identity.Links.Count; i++)
        {
            var link = identity.Links[i].Value;
            if (!counting.Includes(link) || link.Person == only)
                continue;
            if (only is { } other)
                (several ??= new(StringComparer.Ordinal) { other.Value }).Add(link.Person.Value);
            only ??= link.Person;
        }
        return several is not null ? [.. several.Select(p => new PersonId(p))] : only is { } one ? [one] : [];
    }
    /// <summary>Which links count.</summary>
    /// <param name="OwnOnly">Own ones only, and no owners.</param>
    /// <param name="Ever">Those that began by the instants, even if they ended.</param>
    private readonly record struct Counting(bool OwnOnly, bool Ever, Instant At, Instant OrAt)
    {
        public bool Includes(PersonLink link)
        {
            if (OwnOnly && link.Role != LinkRole.Person)
                return false;
            return link.Validity.Contains(At) || link.Validity.Contains(OrAt) || (Ever && !link.Validity.IsEmpty && link.Validity.From <= At);
        }
    }
}
