using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>The persons behind identities at one instant, as the directory knows them. Immutable.</summary>
internal sealed class People
{
    private readonly Behind[] identities;
    private readonly Dictionary<string, int> placeOf;
    private readonly Dictionary<PersonId, List<int>> ownOf = [];
    private readonly HashSet<PersonId> gone = [];

    private People(AccessOfAll all, Instant at, Behind[] identities)
    {
        (At, this.identities) = (at, identities);
        placeOf = new(identities.Length, StringComparer.Ordinal);
        for (var place = 0; place < identities.Length; place++)
        {
            placeOf[all.IdentityAt(place).Value] = place;
            foreach (var person in identities[place].EverOf)
                (CollectionsMarshal.GetValueRefOrAddDefault(ownOf, person, out _) ??= []).Add(place);
        }
        foreach (var (person, own) in ownOf)
        {
            if (!IsAnyAlive(own, person))
                gone.Add(person);
        }
    }

    public Instant At { get; }

    /// <summary>Persons who had identities of their own, none of which is theirs now without being terminated or forgotten.</summary>
    public IReadOnlySet<PersonId> Gone => gone;

    /// <param name="all">Whose identities are read, by their places there.</param>
    /// <param name="described">Conditions about identities; see <see cref="Described"/>.</param>
    public static People Read(
        AccessOfAll all, DirectoryReader directory, Instant now, IReadOnlyList<Condition> described, CancellationToken cancellation)
    {
        var asksPersonalData = described.Select(c => c.Tests.Any(t => AttributeSchema.Find(t.Attribute) is { Personal: true })).ToArray();
        return new(all, now, IdentityBatches.Select(all, directory, now, (_, record) => new Behind(
            Linked.Owning(record, now), Linked.EverOwning(record, now), record.Terminated || record.Forgotten,
            record.Attributes.GetValueOrDefault("manager"), PlacesOf(record)), cancellation));

        int[] PlacesOf(IdentityRecord record) => described.Count == 0 ? [] : [.. Enumerable.Range(0, described.Count).Where(i =>
            !(record.Forgotten && asksPersonalData[i]) && described[i].Holds(attribute => DirectoryAttributes.Of(record, attribute, now), now))];
    }

    /// <summary>An identity that left: terminated or forgotten, or the own one of persons who are all gone.</summary>
    public bool HasLeft(int identity) =>
        identities[identity].Ended || (identities[identity].EverOf is { IsEmpty: false } persons && persons.All(gone.Contains));

    /// <summary>The persons behind the identities that one of the conditions describes, in order. Whether it describes forgotten ones is not known.</summary>
    public ImmutableArray<PersonId> Described(int condition) => Ordered(identities.Where(i => i.Described.Contains(condition)));

    /// <summary>The persons whose own identities these are, in order.</summary>
    public ImmutableArray<PersonId> BehindAll(IEnumerable<IdentityId> ids) =>
        Ordered(ids.Where(id => placeOf.ContainsKey(id.Value)).Select(id => identities[placeOf[id.Value]]));

    /// <summary>Whether some identity is or was the person's own.</summary>
    public bool IsKnown(PersonId person) => ownOf.ContainsKey(person);

    /// <summary>
    /// Of each person the one whom the attribute <c>manager</c> of their identities names: by the id of an identity, then it is the person whose
    /// own that is, or by the id of a person. Identities that are theirs and alive are asked first, then the others, by their ids; the first
    /// that names somebody else counts.
    /// </summary>
    public Dictionary<PersonId, PersonId> LineManagers()
    {
        var managers = new Dictionary<PersonId, PersonId>();
        foreach (var (person, own) in ownOf)
        {
            if ((ManagerBy(person, own, alive: true) ?? ManagerBy(person, own, alive: false)) is { } manager)
                managers[person] = manager;
        }
        return managers;
    }

    private bool IsAnyAlive(List<int> own, PersonId person)
    {
        foreach (var place in own)
        {
            if (IsAlive(place, person))
                return true;
        }
        return false;
    }

    private PersonId? ManagerBy(PersonId person, List<int> own, bool alive)
    {
        foreach (var place in own)
        {
            if (IsAlive(place, person) == alive && PersonNamed(identities[place].Manager) is { } manager && manager != person)
                return manager;
        }
        return null;
    }

    private bool IsAlive(int place, PersonId person) => !identities[place].Ended && identities[place].OwnOf.Contains(person);

    private PersonId? PersonNamed(string? id)
    {
        if (id is null)
            return null;
        if (placeOf.TryGetValue(id, out var place))
        {
            if (identities[place] is { OwnOf: [var person, ..] })
                return person;
            if (identities[place] is { EverOf: [var former, ..] })
                return former;
        }
        return ownOf.ContainsKey(new(id)) ? new PersonId(id) : null;
    }

    private static ImmutableArray<PersonId> Ordered(IEnumerable<Behind> identities) =>
        [.. identities.SelectMany(i => i.OwnOf).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];

    /// <summary>What matters of one identity.</summary>
    /// <param name="OwnOf">Persons whose own it is now.</param>
    /// <param name="EverOf">Persons whose own it is or was.</param>
    /// <param name="Ended">Terminated or forgotten.</param>
    /// <param name="Described">Places of the conditions that describe it.</param>
    private readonly record struct Behind(
        ImmutableArray<PersonId> OwnOf, ImmutableArray<PersonId> EverOf, bool Ended, string? Manager, int[] Described);
}
