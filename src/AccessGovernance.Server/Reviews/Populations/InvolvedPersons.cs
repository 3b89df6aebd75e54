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
/// What nobody can prove is nobody: a token without an identity, an import, a reference to a ticket. For the thread that reads.
/// </summary>
internal sealed class InvolvedPersons(AccessScan scan, DirectoryReader directory, People people)
{
    private const string PersonPrefix = "persons/";
    private const string IdentityPrefix = "identities/";

    private readonly List<GrantRecord> records = [];
    private readonly List<string> requesters = [];
    private readonly List<string> approvers = [];
    private readonly List<string> provisioners = [];
    private readonly Dictionary<string, IReadOnlyList<KeyValuePair<Guid, PersonLink>>?> linksOf = new(StringComparer.Ordinal);

    // A million items have few of them, and mostly the one before.
    private readonly Dictionary<string, Involved> known = new(StringComparer.Ordinal);
    private Involved last = Involved.Nobody;

    /// <summary>Of something that the identity holds that was read last, by its place among that; null where nobody is known.</summary>
    public Involved? Of(int at)
    {
        records.Clear();
        requesters.Clear();
        approvers.Clear();
        provisioners.Clear();
        scan.AddRecordsOf(at, records);
        foreach (var record in records)
        {
            AddPersonsOf(record.Actor, record.At, provisioners);
            if (record.OnBehalfOf is { } named)
                AddNamed(named, record.At);
            if (record.Approval is { } approval && approval.StartsWith(PersonPrefix, StringComparison.Ordinal))
                Add(Uri.UnescapeDataString(approval[PersonPrefix.Length..]), approvers);
        }
        return requesters.Count + approvers.Count + provisioners.Count == 0 ? null : Once();
    }

    private Involved Once()
    {
        requesters.Sort(StringComparer.Ordinal);
        approvers.Sort(StringComparer.Ordinal);
        provisioners.Sort(StringComparer.Ordinal);
        if (IsSame(last.Requesters, requesters) && IsSame(last.Approvers, approvers) && IsSame(last.Provisioners, provisioners))
            return last;
        // Ids have no control characters.
        var key = string.Join('\n', [.. requesters, "", .. approvers, "", .. provisioners]);
        return last = known.TryGetValue(key, out var same) ? same : known[key] = new(Persons(requesters), Persons(approvers), Persons(provisioners));
    }

    private static bool IsSame(ImmutableArray<PersonId> persons, List<string> ids)
    {
        var same = persons.Length == ids.Count;
        for (var i = 0; same && i < ids.Count; i++)
            same = persons[i].Value == ids[i];
        return same;
    }

    private static ImmutableArray<PersonId> Persons(List<string> ids) => [.. ids.Select(id => new PersonId(id))];

    private static void Add(string person, List<string> to)
    {
        if (!to.Contains(person))
            to.Add(person);
    }

    private void AddNamed(string name, Instant at)
    {
        if (name.StartsWith(PersonPrefix, StringComparison.Ordinal))
        {
            Add(Uri.UnescapeDataString(name[PersonPrefix.Length..]), requesters);
            return;
        }
        var id = name.StartsWith(IdentityPrefix, StringComparison.Ordinal) ? Uri.UnescapeDataString(name[IdentityPrefix.Length..]) : name;
        if (LinksOf(id) is not null)
            AddPersonsOf(id, at, requesters);
        else if (people.IsKnown(new(id)))
            Add(id, requesters);
    }

    private void AddPersonsOf(string identity, Instant at, List<string> to)
    {
        foreach (var (_, link) in LinksOf(identity) ?? [])
        {
            if (link.Validity.Contains(at))
                Add(link.Person.Value, to);
        }
    }

    private IReadOnlyList<KeyValuePair<Guid, PersonLink>>? LinksOf(string identity) => linksOf.TryGetValue(identity, out var links)
        ? links : linksOf[identity] = directory.Identity(new(identity), people.At)?.Links;
}
