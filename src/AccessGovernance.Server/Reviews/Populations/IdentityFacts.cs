using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>What a population has to know of one identity.</summary>
/// <param name="Left">It is terminated or forgotten now, or its persons are gone.</param>
/// <param name="Subjects">The persons whose access this is.</param>
/// <param name="Answers">Of the tests about identities.</param>
/// <param name="Alike">Its peer group by department and title; below zero where it has none.</param>
/// <param name="Managed">Its peer group by manager, likewise.</param>
internal readonly record struct IdentityFacts(
    bool Synthetic, bool Forgotten, bool Left, ImmutableArray<PersonId> Subjects, Truth[] Answers, int Alike, int Managed)
{
    /// <summary>It is the access of somebody who had a hand in the exclusions: none leaves it out.</summary>
    public bool OfParties(ImmutableArray<PersonId> parties)
    {
        foreach (var person in Subjects)
        {
            if (parties.Contains(person))
                return true;
        }
        return false;
    }

    /// <summary>The group that it is compared with.</summary>
    public int Peers => Alike >= 0 ? Alike : Managed;

    /// <summary>Of each identity, by its place, at the instant of the population and now.</summary>
    public static IdentityFacts[] Read(
        AccessOfAll all, DirectoryReader directory, RowCondition condition, PeerGroups groups, People people, CancellationToken cancellation)
    {
        var now = people.At;
        return IdentityBatches.Select(all, directory, all.At, (place, record) => new IdentityFacts(
            record.Synthetic, record.Forgotten, people.HasLeft(place), Linked.Subjects(record, all.At, now),
            AnswersOf(condition, record, all.At), groups.AlikeOf(record.Attributes), groups.ManagedOf(record.Attributes)), cancellation);
    }

    private static Truth[] AnswersOf(RowCondition condition, IdentityRecord identity, Instant at) => condition.OfIdentity(
        attribute => DirectoryAttributes.Of(identity, attribute, at),
        attribute => !identity.Forgotten || AttributeSchema.Find(attribute) is not { Personal: true }, at);
}
