using System.Collections.Immutable;
using AccessGovernance.Domain;

namespace AccessGovernance.Directory;

/// <summary>Who may have done what is recorded as somebody's: the access of each of them is that one's own.</summary>
/// <param name="Identities">Each once.</param>
/// <param name="Persons">To whom these belonged, or by whom they were owned, then or since; each once.</param>
public sealed record ActingFor(ImmutableArray<IdentityId> Identities, ImmutableArray<PersonId> Persons)
{
    public static ActingFor Nobody { get; } = new([], []);

    public bool Equals(ActingFor? other) => other is not null && Identities.SequenceEqual(other.Identities) && Persons.SequenceEqual(other.Persons);

    public override int GetHashCode() => HashCode.Combine(Identities.Length, Persons.Length);
}
