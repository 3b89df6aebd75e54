using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Finds the persons who had to do with how access came to be, over all grants that it follows from at the instant:
/// <list type="bullet">
/// <item>Provisioners are the persons to whom the identity that recorded a grant, or a correction of it, belonged or was owned by at that moment.</item>
/// <item>Requesters are those on whose behalf it was recorded: a person by name or id, or the persons of an identity, at that moment.</item>
/// <item>Approvers are the persons whom the references of approved requests name.</item>
/// </list>
/// What nobody can prove is nobody: a token without an identity, an import, a reference to a ticket. For one thread.
/// </summary>
internal sealed class InvolvedPersons(AccessScan scan, GrantOrigins origins, DirectoryReader directory, People people)
{
    private const string PersonPrefix = "persons/";
    private const string IdentityPrefix = "identities/";
    private const int Nothing = -1;

    private readonly List<GrantId> grants = [];
    private readonly Dictionary<string, IReadOnlyList<KeyValuePair<Guid, PersonLink>>?> linksOf = new(StringComparer.Ordinal);

    // A million items have few of them.
    private readonly Dictionary<string, Involved> known = new(StringComparer.Ordinal);
    private int read = Nothing;

    /// <summary>Of something held, by its places; null where nobody is known.</summary>
    public Involved? Of(int identity, int entitlement)
    {
        if (read != identity)
            scan.Read(identity);
        read = identity;
        grants.Clear();
        scan.AddGrantsOf(scan.HeldAt(entitlement), grants);
        var (requesters, approvers, provisioners) = (NewSet(), NewSet(), NewSet());
        foreach (var origin in grants.SelectMany(origins.Of))
        {
            provisioners.UnionWith(PersonsOf(origin.Actor, origin.At));
            if (origin.OnBehalfOf is { } named)
                requesters.UnionWith(Named(named, origin.At));
            if (origin.Approver is { } approver)
                approvers.Add(approver.Value);
        }
        return requesters.Count + approvers.Count + provisioners.Count == 0 ? null : Once(requesters, approvers, provisioners);
    }

    private static SortedSet<string> NewSet() => new(StringComparer.Ordinal);

    private Involved Once(SortedSet<string> requesters, SortedSet<string> approvers, SortedSet<string> provisioners)
    {
        // Ids have no control characters.
        var key = string.Join('\n', [.. requesters, "", .. approvers, "", .. provisioners]);
        return known.TryGetValue(key, out var same) ? same : known[key] = new(Persons(requesters), Persons(approvers), Persons(provisioners));
    }

    private static ImmutableArray<PersonId> Persons(SortedSet<string> ids) => [.. ids.Select(id => new PersonId(id))];

    private IEnumerable<string> Named(string name, Instant at)
    {
        if (name.StartsWith(PersonPrefix, StringComparison.Ordinal))
            return [Uri.UnescapeDataString(name[PersonPrefix.Length..])];
        var id = name.StartsWith(IdentityPrefix, StringComparison.Ordinal) ? Uri.UnescapeDataString(name[IdentityPrefix.Length..]) : name;
        if (LinksOf(id) is not null)
            return PersonsOf(id, at);
        return people.IsKnown(new(id)) ? [id] : [];
    }

    private IEnumerable<string> PersonsOf(string identity, Instant at) =>
        LinksOf(identity)?.Where(l => l.Value.Validity.Contains(at)).Select(l => l.Value.Person.Value) ?? [];

    private IReadOnlyList<KeyValuePair<Guid, PersonLink>>? LinksOf(string identity) => linksOf.TryGetValue(identity, out var links)
        ? links : linksOf[identity] = directory.Identity(new(identity), people.At)?.Links;
}
