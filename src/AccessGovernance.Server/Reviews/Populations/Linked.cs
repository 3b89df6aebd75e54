using System.Collections.Immutable;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>Persons that identities are linked to, each once, in the order of their ids.</summary>
internal static class Linked
{
    /// <summary>Those that the identity is the own one of at an instant.</summary>
    public static ImmutableArray<PersonId> Owning(IdentityRecord identity, Instant at) =>
        Persons(identity, l => l.Role == LinkRole.Person && l.Validity.Contains(at));

    /// <summary>The same of links that began by an instant, even if they ended since.</summary>
    public static ImmutableArray<PersonId> EverOwning(IdentityRecord identity, Instant by) =>
        Persons(identity, l => l.Role == LinkRole.Person && !l.Validity.IsEmpty && l.Validity.From <= by);

    /// <summary>Those whose access is reviewed when the identity's is: it belongs to them or is owned by them at one of two instants.</summary>
    public static ImmutableArray<PersonId> Subjects(IdentityRecord identity, Instant at, Instant now) =>
        Persons(identity, l => l.Validity.Contains(at) || l.Validity.Contains(now));

    private static ImmutableArray<PersonId> Persons(IdentityRecord identity, Func<PersonLink, bool> counts)
    {
        PersonId? only = null;
        SortedSet<string>? several = null;
        foreach (var (_, link) in identity.Links)
        {
            if (!counts(link) || link.Person == only)
                continue;
            if (only is { } other)
                (several ??= new(StringComparer.Ordinal) { other.Value }).Add(link.Person.Value);
            only ??= link.Person;
        }
        return several is not null ? [.. several.Select(p => new PersonId(p))] : only is { } one ? [one] : [];
    }
}
